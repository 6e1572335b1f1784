"""The site and jupyter_server's API for kernels from one address, for the learner's browser only."""

import logging
import secrets
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment
from jupyter_server.auth.authorizer import AllowAllAuthorizer
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.handlers import default_handlers as kernel_handlers
from tornado.web import Application, HTTPError, StaticFileHandler, authenticated

from course.practice.kernels import LearnersKernels
from course.render.http_headers import POLICY

# Where the pages find what they have here only
PREFIX = "/practice"
ADDED = f'<link rel="stylesheet" href="{PREFIX}/page.css"><script nonce="{{nonce}}" src="{PREFIX}/page.js" defer></script>'


class Files(JupyterHandler, StaticFileHandler):
    """Files of a folder, to who has the token; pages with the script and the style sheet of the practice added."""

    @cached_property
    def nonce(self) -> str:
        """A word that changes every time."""
        return secrets.token_urlsafe()

    @property
    def content_security_policy(self) -> str:
        """The site's own; the editor's styles, which its script adds, are known by the nonce."""
        policy = POLICY | {"style-src": f"{POLICY['style-src']} 'nonce-{self.nonce}'"}
        return "; ".join(f"{name} {value}" for name, value in policy.items())

    def get_login_url(self) -> str:
        """Nowhere."""
        raise HTTPError(403, "Open the address that scripts/practice.py has printed.")

    @authenticated
    async def get(self, path: str, include_body: bool = True) -> None:
        """Send a file. With the token in the address, come back without it: a cookie holds who this is from then on."""
        if self.get_query_argument("token", ""):
            self.redirect(self.request.path)
            return
        self.path = self.parse_url_path(path)
        found = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        if not found or not found.endswith(".html"):
            await StaticFileHandler.get(self, path, include_body)
            return
        # Its cookie is made when it is asked for, and proves that a script is one of these pages'
        assert self.xsrf_token
        self.set_header("Cache-Control", "no-store")
        text = Path(found).read_text(encoding="utf-8")
        self.finish(text.replace("</head>", f"{ADDED.format(nonce=self.nonce)}</head>", 1))

    def compute_etag(self) -> None:
        """None: files have a date."""

    def set_extra_headers(self, path: str) -> None:
        """Have browsers ask each time: a build can have changed it."""
        self.set_header("Cache-Control", "no-cache")

    @authenticated
    async def head(self, path: str) -> None:
        """Send a file's headers."""
        await self.get(path, include_body=False)

    def write_error(self, status_code: int, **details: Any) -> None:
        """Say what is wrong in one line."""
        error = details.get("exc_info", (None, None))[1]
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(getattr(error, "log_message", None) or HTTPStatus(status_code).phrase)


class Server:
    """What answers at the address. It says nothing of its own accord but errors."""

    def __init__(self, site: Path, page: Path, kernels: LearnersKernels) -> None:
        """Args: site: the folder of the site; page: of what is added; kernels: of the learner."""
        logging.getLogger("tornado").setLevel(logging.ERROR)
        logging.getLogger("traitlets").setLevel(logging.ERROR)
        self.token = secrets.token_urlsafe(32)
        identity = IdentityProvider(token=self.token, cookie_options={"samesite": "Strict"})
        self.application = Application(
            [
                *kernel_handlers,
                (f"{PREFIX}/(.*)", Files, {"path": str(page)}),
                ("/(.*)", Files, {"path": str(site), "default_filename": "index.html"}),
            ],
            log_function=lambda handler: None,
            base_url="/",
            cookie_secret=secrets.token_bytes(),
            xsrf_cookies=True,
            xsrf_cookie_kwargs={"samesite": "Strict"},
            identity_provider=identity,
            authorizer=AllowAllAuthorizer(identity_provider=identity),
            kernel_manager=kernels,
            kernel_websocket_connection_class=ZMQChannelsWebsocketConnection,
            # Finds out when a browser has gone to sleep
            websocket_ping_interval=30,
            # For what jupyter_server says of an error
            jinja2_env=Environment(loader=DictLoader({"error.html": "{{ status_message }}"}), autoescape=True),
        )

    def listen(self, host: str, port: int) -> str:
        """Answer from now on. Returns the address to open. Raises OSError."""
        self.application.listen(port, host)
        return f"http://{host}:{port}/?token={self.token}"
