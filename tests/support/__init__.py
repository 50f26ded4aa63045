"""What several tests build their shop from."""
