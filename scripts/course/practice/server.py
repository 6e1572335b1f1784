"""The site and jupyter_server's API for kernels from one address, for the learner's browser only."""

import logging
import secrets
from pathlib import Path

from jinja2 import DictLoader, Environment
from jupyter_server.auth.authorizer import AllowAllAuthorizer
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.handlers import default_handlers as kernel_handlers
from tornado.web import Application, HTTPError, StaticFileHandler

from course.practice.kernels import Connection, LearnersKernels
from course.render.http_headers import POLICY

# By this the policy, which is the site's own, knows the styles that the editor's script adds
NONCE = secrets.token_urlsafe()
POLICY_HERE = POLICY | {"style-src": f"{POLICY['style-src']} 'nonce-{NONCE}'"}
ADDED = f"""<link rel="stylesheet" href="/practice/page.css">
<script nonce="{NONCE}" src="/practice/page.js" defer></script></head>"""


class Files(JupyterHandler, StaticFileHandler):
    """Files of a folder, to who has the token; pages with the script and the style sheet of the practice added."""

    content_security_policy = "; ".join(f"{name} {value}" for name, value in POLICY_HERE.items())

    def get_login_url(self) -> str:
        """Nowhere."""
        raise HTTPError(403, "Open the address that scripts/practice.py has printed.")

    async def get(self, path: str, include_body: bool = True) -> None:
        """Send a file. With the token in the address, come back without it: a cookie holds who this is from then on."""
        if self.get_query_argument("token", ""):
            return self.redirect(self.request.path)
        self.path = self.parse_url_path(path)
        self.absolute_path = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        if not self.absolute_path or not self.absolute_path.endswith(".html"):
            return await StaticFileHandler.get(self, path, include_body)
        # Asking for it makes its cookie, which proves that a request is a page's of ours
        assert self.xsrf_token
        self.set_extra_headers(path)
        self.finish(Path(self.absolute_path).read_text(encoding="utf-8").replace("</head>", ADDED, 1))

    def set_extra_headers(self, path: str) -> None:
        """Nothing is kept: a build can change it, and what is added to pages changes with each start."""
        self.set_header("Cache-Control", "no-store")


def listen(host: str, port: int, site: Path, page: Path, kernels: LearnersKernels) -> str:
    """Answer from now on, and say nothing but errors.

    Args:
        host: Of the address.
        port: Of the address.
        site: The folder of the site.
        page: The folder of what is added to it.
        kernels: The learner's.

    Returns:
        The address to open, with a token that nobody else knows.

    Raises:
        OSError: The port is taken.
    """
    logging.disable(logging.WARNING)
    token = secrets.token_urlsafe(32)
    identity = IdentityProvider(token=token, cookie_options={"samesite": "Strict"})
    folders = [("/practice/(.*)", Files, {"path": str(page)})]
    folders += [("/(.*)", Files, {"path": str(site), "default_filename": "index.html"})]
    Application(
        [*kernel_handlers, *folders],
        log_function=lambda handler: None,
        cookie_secret=secrets.token_bytes(),
        xsrf_cookies=True,
        identity_provider=identity,
        authorizer=AllowAllAuthorizer(identity_provider=identity),
        kernel_manager=kernels,
        kernel_websocket_connection_class=Connection,
        # Finds out when a browser has gone to sleep
        websocket_ping_interval=30,
        # What is said of an error
        jinja2_env=Environment(loader=DictLoader({"error.html": "{{ message or status_message }}"}), autoescape=True),
    ).listen(port, host)
    return f"http://{host}:{port}/?token={token}"
