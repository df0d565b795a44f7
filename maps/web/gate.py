"""The gate of a page: what a browser would fetch when it opens it, and the refusal of any of it."""

import html
import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser

from ...gis.errors import OutputError

# attributes whose address the browser fetches by itself; on a link (<a>) only a click does
_FETCHED = frozenset(
    {
        "action",
        "archive",
        "background",
        "code",
        "codebase",
        "data",
        "formaction",
        "href",
        "imagesrcset",
        "longdesc",
        "manifest",
        "ping",
        "poster",
        "src",
        "srcset",
        "xlink:href",
    }
)
_SCRIPT = "脚本"
_CLICKED = frozenset({"a", "area"})
_INERT = re.compile(r"\s*(?:$|#|data:|blob:|about:blank)", re.IGNORECASE)

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_ADDRESS = re.compile(
    r"""(?:url|src)\(\s*["']?([^"')]*)|@import\s+["']([^"']*)|image-set\(\s*["']([^"']*)""",
    re.IGNORECASE,
)
_JS_TOKEN = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|/\*.*?\*/|(?<!:)//[^\n]*""",
    re.DOTALL,
)
_JS_ESCAPE = re.compile(r"\\(?:u00([0-9a-fA-F]{2})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ADDRESS = re.compile(r"""(?:https?|wss?|ftp):(?:\\?/){2}[^\s"'`<>\\)]+""", re.IGNORECASE)
_HOST = re.compile(r"""\s*(//[\w\[{][^\s"'`<>\\)]*)""")
_ANCHOR = re.compile(r"<a\b[^>]*>", re.IGNORECASE)
# names of XML vocabularies: addresses in form, fetched by nobody
_VOCABULARY = re.compile(r"https?://www\.w3\.org/(?:2000/svg|1999/\w+|2000/xmlns/|XML/\S*)$")


def safe_text(text: object) -> str:
    r"""
    Text for a place where folium writes HTML, a template literal or a template.

    Parameters
    ----------
    text
        Anything; `str` of it is taken.

    Returns
    -------
    str
        With HTML's, the back-tick's, the template's and the backslash's signs as entities, so that
        the reader sees the text as it was and nothing of it runs.

    Examples
    --------
    >>> safe_text("<img src=x onerror=f()>")
    '&lt;img src=x onerror=f()&gt;'
    >>> safe_text("${a} {{b}} `c` \\")
    '&#36;&#123;a} &#123;&#123;b}} &#96;c&#96; &#92;'
    """
    escaped = html.escape(str(text), quote=True)
    for sign in "`$\\{":
        escaped = escaped.replace(sign, f"&#{ord(sign)};")
    return escaped


def assert_self_contained(page: str, *, tiles: Collection[str] = ()) -> None:
    """
    Refuse a page that would ask the network, or a file beside it, for anything.

    Parameters
    ----------
    page
        The whole HTML. Looked at: addresses in elements that load, in styles and in the strings of
        scripts that run. Passed over: text, JSON data, comments, names of XML vocabularies and
        links that wait for a click.
    tiles
        Addresses of tiles that the user asked for; in a script these very ones are let through.

    Raises
    ------
    OutputError
        One sentence an address, naming it.

    Examples
    --------
    >>> assert_self_contained("<p>http://example.org is only text</p>")
    >>> assert_self_contained("<img src='https://example.org/a.png'>")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.OutputError: 页面会请求外部地址 https://example.org/a.png（img 的 src），离线打不开也可能泄露数据；请去掉引用它的图层或插件，或把内容写进页面。
    """
    faults = [
        f"页面会请求外部地址 {address[:200]}（{place}），离线打不开也可能泄露数据；"
        "请去掉引用它的图层或插件，或把内容写进页面。"
        for address, place in dict.fromkeys(addresses(page))
        if not (place == _SCRIPT and address in tiles)
    ]
    if faults:
        raise OutputError(faults)


def addresses(page: str) -> Iterator[tuple[str, str]]:
    """
    Every address that opening a page would fetch.

    Parameters
    ----------
    page
        The whole HTML.

    Yields
    ------
    tuple
        The address as written, and where it stands (Chinese, for the error's sentence).

    Examples
    --------
    >>> list(addresses("<style>a{background:url(b.png)}</style>"))
    [('b.png', '样式')]
    """
    for tag, attributes, text in elements(page):
        for name, value in attributes.items():
            yield from _in_attribute(tag, name, value)
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            yield attributes.get("content", ""), "meta refresh"
        if tag == "style":
            yield from _in_css(text)
        elif tag == "script" and runs(attributes):
            yield from _in_script(text)


def elements(page: str) -> list[tuple[str, dict[str, str], str]]:
    """
    Every element of a page: its tag, its attributes, and the text of scripts and styles.

    Parameters
    ----------
    page
        The whole HTML.

    Returns
    -------
    list of tuple
        In the order of the page.

    Examples
    --------
    >>> elements("<p class=a>b</p><script>c()</script>")
    [('p', {'class': 'a'}, ''), ('script', {}, 'c()')]
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [(tag, attributes, "".join(text)) for tag, attributes, text in reader.found]


def runs(attributes: dict[str, str]) -> bool:
    """
    Whether a script element with these attributes is run, and not only data.

    Parameters
    ----------
    attributes
        As from :func:`elements`.

    Returns
    -------
    bool
        False for a type that is no JavaScript, such as application/json.

    Examples
    --------
    >>> runs({}), runs({"type": "application/json"})
    (True, False)
    """
    kind = attributes.get("type", "").strip().lower()
    return not kind or kind == "module" or "javascript" in kind or "ecmascript" in kind


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}, []))
        self._inside = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1][2].append(data)


def _in_attribute(tag: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    if name == "style":
        yield from _in_css(value)
    elif name == "srcdoc":
        yield from addresses(value)
    elif name.startswith("on"):
        yield from _in_script(value)
    elif name in _FETCHED and tag not in _CLICKED:
        for part in value.split(",") if "srcset" in name and "data:" not in value else [value]:
            if not _INERT.match(part):
                yield part.strip(), f"{tag} 的 {name}"


def _in_css(text: str) -> Iterator[tuple[str, str]]:
    for match in _CSS_ADDRESS.finditer(_CSS_COMMENT.sub("", text)):
        address = next(group for group in match.groups() if group is not None)
        if not _INERT.match(address):
            yield address.strip(), "样式"


def _in_script(text: str) -> Iterator[tuple[str, str]]:
    strings: list[str] = []

    def keep(match: re.Match[str]) -> str:
        strings.append(match.group(1) or "")
        return " "

    outside = _JS_TOKEN.sub(keep, text)
    for piece in [outside, *(_plain(string) for string in strings)]:
        linkless = _ANCHOR.sub("", piece)
        for address in _ADDRESS.findall(linkless):
            if not _VOCABULARY.match(address):
                yield address, _SCRIPT
        host = _HOST.match(linkless)
        if host and piece is not outside:
            yield host.group(1), _SCRIPT


def _plain(literal: str) -> str:
    """Return the text of a string literal: no quotes, escapes of signs undone."""

    def sign(match: re.Match[str]) -> str:
        code = match.group(1) or match.group(2)
        return chr(int(code, 16)) if code else match.group(3)

    return _JS_ESCAPE.sub(sign, literal[1:-1])
