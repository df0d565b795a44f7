"""Pages inside the report: the policy that lets their scripts run, and nothing else."""

import base64
import hashlib
import re
from collections.abc import Iterable
from html import escape

from ..web.gate import elements, runs

# what a page inside may need; a page in srcdoc is held to the policy around it as well
_PARTS = ("script-src", "style-src", "img-src", "font-src", "worker-src")
_OWN = {"style-src": ["'unsafe-inline'"], "img-src": ["data:"]}
_INERT = re.compile(r"'sha256-[A-Za-z0-9+/=]+'|'unsafe-inline'|'none'|data:|blob:")


def policy(pages: Iterable[str]) -> str:
    """
    The Content-Security-Policy of a report with these pages in it.

    Parameters
    ----------
    pages
        HTML each. Scripts are let through by their hash, never by 'unsafe-inline'; of the pages'
        own policies only what fetches nothing is taken over.

    Returns
    -------
    str

    Examples
    --------
    >>> policy([])
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    >>> "script-src 'sha256-" in policy(["<script>1</script>"])
    True
    """
    allowed = {part: dict.fromkeys(_OWN.get(part, [])) for part in _PARTS}
    for page in pages:
        for part, sources in _asked(page).items():
            allowed[part] |= dict.fromkeys(sources)
    parts = [f"{part} {' '.join(sources)}" for part, sources in allowed.items() if sources]
    return "; ".join(["default-src 'none'", *parts, "base-uri 'none'", "form-action 'none'"])


def framed(name: str, page: str) -> str:
    """
    A page in a frame that cannot reach what is around it.

    Examples
    --------
    >>> framed("总图", "<p>1</p>")
    '<iframe title="总图" sandbox="allow-scripts" srcdoc="&lt;p&gt;1&lt;/p&gt;"></iframe>'
    """
    inside = escape(page, quote=True)
    return f'<iframe title="{escape(name)}" sandbox="allow-scripts" srcdoc="{inside}"></iframe>'


def _asked(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {part: [] for part in _PARTS}
    for tag, given, text in elements(page):
        if tag == "script" and runs(given):
            digest = hashlib.sha256(text.encode()).digest()
            found["script-src"].append(f"'sha256-{base64.b64encode(digest).decode()}'")
        if tag == "meta" and given.get("http-equiv", "").lower() == "content-security-policy":
            for part, sources in _directives(given.get("content", "")).items():
                if part in found and part != "script-src":
                    found[part] += [source for source in sources if _INERT.fullmatch(source)]
    return {part: [one for one in own if one != "'none'"] for part, own in found.items()}


def _directives(content: str) -> dict[str, list[str]]:
    words = [part.split() for part in content.split(";") if part.strip()]
    return {own[0].lower(): own[1:] for own in words}
