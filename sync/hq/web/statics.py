"""The files that browsers may have of a package: read once, named with a mark of their content."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import Any

from litestar import Response
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler

from sync.hq.web.serving import HEADERS, AnyRequest

KINDS = {
    "css": "text/css",
    "csv": "text/csv",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}


class Statics:
    """Every file in a package's ``static`` folder, by its name: nothing else can be asked for."""

    def __init__(self, package: str, root: str) -> None:
        """``root`` is the path under which they are served."""
        self._root = root
        self._files = {
            file.name: file.read_bytes()
            for file in (files(package) / "static").iterdir()
            if file.name.rpartition(".")[2] in KINDS
        }
        self._marks = {
            name: hashlib.sha256(data).hexdigest()[:12] for name, data in self._files.items()
        }

    def path(self, name: str) -> str:
        """The address of a file with a mark of its content, so that browsers may keep it."""
        return f"{self._root}/{name}?v={self._marks[name]}"

    def route(self, name: str) -> Any:  # noqa: ANN401 - litestar's handler
        """The handler that serves them, under this name among the routes."""
        headers = HEADERS | {"Cache-Control": "public, max-age=86400"}

        async def handle(request: AnyRequest) -> Response[bytes]:
            wanted = str(request.path_params["name"])
            if wanted not in self._files:
                raise NotFoundException
            kind = KINDS[wanted.rpartition(".")[2]]
            return Response(self._files[wanted], media_type=kind, headers=headers)

        return HTTPRouteHandler(
            f"{self._root}/{{name:str}}", http_method="GET", name=name, include_in_schema=False
        )(handle)
