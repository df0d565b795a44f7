"""What counts as a request, and what is only text."""

import pytest

from pianqu.gis.errors import OutputError
from pianqu.maps.web.gate import addresses, assert_self_contained, safe_text

TEXT = [
    "<p>见 http://example.org/a 与 //example.org</p>",
    '<a href="https://example.org/">来源</a>',
    '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    '<img src="data:image/png;base64,AA==">',
    "<style>/* url(http://a.cn/x.png) */ a { behavior: url(#default#VML) }</style>",
    "<style>a { background: url(data:image/png;base64,AA//BB==) }</style>",
    "<script>/* licence: https://example.org */ // see https://example.org\nlet a = 1;</script>",
    '<script>document.createElementNS("http://www.w3.org/2000/svg", "g")</script>',
    """<script>x = '<a href="https://leafletjs.com" title="b">c</a>'</script>""",
    '<script type="application/json">{"src": "https://example.org/a.js"}</script>',
    "<script>a = b // c\n / d; e = '/*'; f = 'g'</script>",
]
REQUESTS = [
    ('<script src="https://cdn.example.org/a.js"></script>', "https://cdn.example.org/a.js"),
    ('<link rel="stylesheet" href="//cdn.example.org/a.css">', "//cdn.example.org/a.css"),
    ('<link rel="icon" href="favicon.ico">', "favicon.ico"),
    ('<img srcset="data/a.png 1x, b.png 2x">', "data/a.png 1x"),
    ("<image xlink:href='http://a.cn/b.png'>", "http://a.cn/b.png"),
    ("<p style=\"background: URL( 'b.png' )\">", "b.png"),
    ("<style>@import 'other.css';</style>", "other.css"),
    ("<style>@font-face { src: url(//a.cn/f.woff) }</style>", "//a.cn/f.woff"),
    ('<meta http-equiv="refresh" content="0;url=http://a.cn">', "0;url=http://a.cn"),
    ('<base href="http://a.cn/">', "http://a.cn/"),
    ("<iframe srcdoc=\"<img src='a.png'>\"></iframe>", "a.png"),
    ('<script>L.tileLayer("https://{s}.tile.cn/{z}")</script>', "https://{s}.tile.cn/{z}"),
    (r'<script>f("https:\/\/a.cn\/b")</script>', "https://a.cn/b"),
    (r'<script>f("\u0068ttps:\u002f\u002fa.cn")</script>', "https://a.cn"),
    ("<script>f('//a.cn/b')</script>", "//a.cn/b"),
    ("<script>f('/*'); g('https://a.cn/b')</script>", "https://a.cn/b"),
    ("<script>new WebSocket(`wss://a.cn`)</script>", "wss://a.cn"),
    ("<p onclick=\"fetch('http://a.cn')\">", "http://a.cn"),
]


@pytest.mark.parametrize("html", TEXT)
def test_text_is_let_through(html):
    assert list(addresses(html)) == []


@pytest.mark.parametrize(("html", "address"), REQUESTS)
def test_what_would_be_fetched_is_named(html, address):
    assert next(found for found, _ in addresses(html)) == address
    with pytest.raises(OutputError) as refused:
        assert_self_contained(html)
    assert address in str(refused.value)


def test_every_address_is_one_sentence_once():
    html = "<img src=a.png><img src=b.png><img src=a.png>"

    with pytest.raises(OutputError) as refused:
        assert_self_contained(html)

    assert len(refused.value.faults) == 2


def test_safe_text_reads_as_before():
    from html import unescape

    hostile = "<b>`${x}` {{y}} {% z %} \\ \"'&"

    assert unescape(safe_text(hostile)) == hostile
    assert not set("<>`${\\\"'") & set(safe_text(hostile))
