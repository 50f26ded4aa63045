"""Payment online: the port that HQ asks, and the demo service that stands in for a real one."""
