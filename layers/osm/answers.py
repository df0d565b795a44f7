"""Answers of an Overpass service: whether one is whole, and a sentence for whatever else came."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from requests import RequestException, Response

_OK, _BAD, _MISSING, _MANY, _TIMEOUT = 200, 400, 404, 429, 504
_BUSY = {
    _MANY: "请求过多（429）",
    502: "网关错误（502）",
    503: "暂停服务（503）",
    _TIMEOUT: "超时（504）",
}
_SHOWN = 120  # signs of an answer that a sentence quotes
_LATER = "请稍后再运行同一命令，已下载的部分会保留，从中断处继续"
_NARROW = "请缩小下载范围后再试"
_NO_NAME = "域名无法解析，可能没有联网；请在能上互联网的电脑上下载，再把文件拷到内网使用"
_NO_WAY = "无法连接；请检查网络、防火墙和服务地址，或在能上互联网的电脑上下载后拷入内网"
_NO_TRUST = (
    "安全证书校验失败，可能被本单位的网关替换；请把单位的根证书文件写入环境变量 REQUESTS_CA_BUNDLE"
)


class Refusal(Exception):  # noqa: N818  it becomes a SourceError where it leaves this room
    """
    An answer that is none.

    Parameters
    ----------
    words
        What came and what to do, for the planner.
    again
        Whether another try may help.
    """

    def __init__(self, words: str, *, again: bool = False) -> None:
        super().__init__(words)
        self.again = again


def judge(response: "Response", *_: Any, **__: Any) -> None:
    """
    Refuse an answer to a query that is not whole; a hook of requests.

    Raises
    ------
    Refusal
        Any state but 200, a page, cut JSON, or a remark, which stands under a partial answer.
    """
    if response.request.method != "POST" or response.is_redirect:
        return
    code, text = response.status_code, _decoded(response.content)
    if code in _BUSY:
        raise Refusal(f"服务繁忙：{_BUSY[code]}；{_LATER}", again=True)
    if code != _OK:
        raise Refusal(_status(code, _plain(text)))
    content(text)


def content(text: str) -> dict[str, Any]:
    """
    The answer in a text.

    Raises
    ------
    Refusal
        As :func:`judge`.

    Examples
    --------
    >>> content('{"elements": []}')
    {'elements': []}
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise _no_json(text) from error
    if not isinstance(found, dict) or not isinstance(found.get("elements"), list):
        raise Refusal(f"应答不是地图数据：{_plain(text)}；请检查服务地址")
    if found.get("remark"):
        raise _remarked(str(found["remark"]))
    return found


def stored(path: Path) -> dict[str, Any] | None:
    """
    The answer kept in a file, or None where the file holds no whole one.

    Parameters
    ----------
    path
        A file that OSMnx wrote; a computer may have stopped in the middle of it.
    """
    try:
        return content(path.read_text(encoding="utf-8"))
    except (Refusal, UnicodeDecodeError):
        return None


def unreached(error: "RequestException", timeout: float) -> Refusal:
    """What kept a request from being answered."""
    from requests import exceptions

    words = str(error)
    if "resolve" in words or "getaddrinfo" in words:
        return Refusal(_NO_NAME)
    told = (
        (exceptions.Timeout, f"{timeout:.0f} 秒内没有应答；{_LATER}"),
        (exceptions.ChunkedEncodingError, f"应答传到一半中断；{_LATER}"),
        (exceptions.ProxyError, "代理服务器连接失败；请检查环境变量 HTTPS_PROXY 和代理的账号"),
        (exceptions.SSLError, _NO_TRUST),
        (exceptions.ConnectionError, _NO_WAY),
    )
    again = isinstance(error, exceptions.Timeout | exceptions.ChunkedEncodingError)
    for kind, said in told:
        if isinstance(error, kind):
            return Refusal(said, again=again)
    return Refusal(f"请求失败（{type(error).__name__}）；请检查服务地址的写法")


def base(answer: Mapping[str, Any]) -> str:
    """The time of the database that an answer was made from; empty where it does not say."""
    return str(answer.get("osm3s", {}).get("timestamp_osm_base", ""))


def _no_json(text: str) -> Refusal:
    start = text.lstrip()[:_SHOWN].lower()
    if not start:
        return Refusal(f"应答是空的；{_LATER}", again=True)
    if start.startswith("<"):
        return Refusal(
            f"返回的是网页而不是数据（“{_plain(text)}”），可能是登录页、代理页或服务的错误页；"
            "请检查网络和服务地址"
        )
    return Refusal(f"应答不完整（JSON 在第 {len(text):,} 个字符处中断）；{_LATER}", again=True)


def _remarked(remark: str) -> Refusal:
    said = _plain(remark)
    if "out of memory" in remark:
        return Refusal(f"服务内存不足，只返回了一部分（“{said}”），未采用；{_NARROW}")
    if "timed out" in remark:
        return Refusal(f"查询超时，只返回了一部分（“{said}”），未采用；{_LATER}", again=True)
    return Refusal(f"服务报告了问题，数据可能不全（“{said}”），未采用；{_NARROW}")


def _status(code: int, said: str) -> str:
    if code == _BAD:
        return f"服务不接受查询（400：{said}）；请检查该服务是否为完整的 Overpass API"
    if code == _MISSING:
        return f"地址不存在（404：{said}）；服务地址应形如 https://…/api，请检查"
    return f"服务返回错误（{code}：{said}）；{_LATER}"


def _decoded(body: bytes) -> str:
    """The text of an answer; the pages of many gateways are in GB 18030, and do not say so."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")


def _plain(text: str) -> str:
    """The words of a page, as far as a sentence can hold them."""
    body = re.sub(r"(?is)<(script|style|head)\b.*?</\1>", " ", text)
    words = " ".join(re.sub(r"<[^>]*>", " ", body).split())
    return words[:_SHOWN] + ("…" if len(words) > _SHOWN else "") or "没有内容"
