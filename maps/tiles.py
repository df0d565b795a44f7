"""Which tiles may lie under a map: Tianditu with the user's own key, never those of a shifted grid."""

import re
from dataclasses import dataclass

from ..gis.errors import ChoiceError

TIANDITU = "tianditu"
_CREDIT = "底图：天地图 © 国家基础地理信息中心（需要联网，离线时没有底图）"
_WMTS = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    "&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)
_KEY = re.compile(r"[0-9A-Za-z]+")
_ADDRESS = re.compile(r"https?://((?:[\w.-]|\{s\})+(?::\d+)?)/\S+")
# distance of the grid of GCJ-02 from the true one, computed at the middle of each city
_SHIFT = "北京 556 米、上海 482 米、广州 622 米、成都 364 米、沈阳 577 米"
_GCJ = ("GCJ-02", f"与 CGCS2000 相差约 300 至 600 米（{_SHIFT}）")
_BD = ("BD-09", "在 GCJ-02 上再次偏移，与 CGCS2000 相差约 1 公里")
_NAMES = {
    **dict.fromkeys(("高德", "gaode", "amap", "autonavi"), ("高德", *_GCJ)),
    **dict.fromkeys(("腾讯", "tencent", "qq"), ("腾讯", *_GCJ)),
    **dict.fromkeys(("谷歌中国", "google.cn", "googlecn"), ("谷歌中国", *_GCJ)),
    **dict.fromkeys(("智图", "geoq"), ("智图 GeoQ", *_GCJ)),
    **dict.fromkeys(("百度", "baidu"), ("百度", *_BD)),
}
_HOSTS = {
    **dict.fromkeys(("amap.com", "autonavi.com"), _NAMES["amap"]),
    **dict.fromkeys(("qq.com", "gtimg.com", "gtimg.cn"), _NAMES["qq"]),
    **dict.fromkeys(("google.cn", "googleapis.cn", "googlecnapps.cn"), _NAMES["google.cn"]),
    "geoq.cn": _NAMES["geoq"],
    **dict.fromkeys(("baidu.com", "bdimg.com", "bdstatic.com"), _NAMES["baidu"]),
}


@dataclass(frozen=True)
class Tiles:
    """
    One layer of tiles in web mercator.

    Attributes
    ----------
    name
        In the list of layers.
    address
        With {z}, {x}, {y} and, where there are several hosts, {s}.
    credit
        Whom the tiles are owed to, on the map.
    subdomains
        What stands for {s}.
    deepest
        The last zoom that has tiles of its own.
    """

    name: str
    address: str
    credit: str
    subdomains: str = "abc"
    deepest: int = 18

    @property
    def host(self) -> str:
        """The host as it is written in the address."""
        found = _ADDRESS.fullmatch(self.address)
        return found[1] if found else ""

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin that the tiles come from."""
        scheme = self.address.partition(":")[0]
        signs = self.subdomains if "{s}" in self.host else " "
        return tuple(f"{scheme}://{self.host.replace('{s}', sign)}" for sign in signs)


def chosen(basemap: str, *, key: str = "", attribution: str = "") -> tuple[Tiles, ...]:
    """
    The layers of tiles that a basemap is made of, lowest first.

    Parameters
    ----------
    basemap
        Nothing for none; `tianditu`; or the address of tiles in web mercator and a true grid.
    key
        The user's own key of Tianditu (tk).
    attribution
        Whom the tiles of an address are owed to.

    Returns
    -------
    tuple of Tiles

    Raises
    ------
    ChoiceError
        There is no such basemap, its grid is shifted, or its key or attribution is missing.

    Examples
    --------
    >>> [tiles.name for tiles in chosen("tianditu", key="0123abcd")]
    ['天地图矢量底图', '天地图矢量注记']
    >>> chosen("")
    ()
    >>> chosen("高德")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.ChoiceError: 底图 高德 不可用：高德的瓦片采用 GCJ-02 坐标，与 CGCS2000 相差约 300 至 600 米\
（北京 556 米、上海 482 米、广州 622 米、成都 364 米、沈阳 577 米），叠加后楼栋会错位；请改用 basemap = "tianditu"，或不用底图。
    """
    wanted = basemap.strip()
    if not wanted:
        return ()
    refuse_shifted(wanted)
    if wanted.casefold() in (TIANDITU, "天地图"):
        return _tianditu(key)
    return (_given(wanted, attribution),)


def refuse_shifted(basemap: str) -> None:
    """
    Refuse tiles whose grid is shifted from the true one.

    Parameters
    ----------
    basemap
        A name or an address.

    Raises
    ------
    ChoiceError
        It is known to be in GCJ-02 or BD-09.

    Examples
    --------
    >>> refuse_shifted("https://tiles.example.org/{z}/{x}/{y}.png")
    """
    name = basemap.casefold()
    found = _NAMES.get(name) or _NAMES.get(name.partition(".")[0])
    address = re.match(r"(?:https?:)?//([^/:?#]+)", name)
    if address:
        host = address[1]
        found = next((why for end, why in _HOSTS.items() if f".{host}".endswith(f".{end}")), None)
        if not found and "google." in host and "gl=cn" in name:
            found = _NAMES["google.cn"]
    if found:
        whose, grid, shift = found
        raise ChoiceError(
            f"底图 {basemap[:80]} 不可用：{whose}的瓦片采用 {grid} 坐标，{shift}，叠加后楼栋会错位；"
            '请改用 basemap = "tianditu"，或不用底图。'
        )


def _tianditu(key: str) -> tuple[Tiles, ...]:
    if not _KEY.fullmatch(key):
        raise ChoiceError(
            f"底图 天地图 的密钥 basemap_key 为“{key[:40]}”，应为字母和数字；"
            "请在天地图官网（console.tianditu.gov.cn）申请自己的密钥（tk）后填入。"
        )
    return tuple(
        Tiles(f"天地图矢量{zh}", _WMTS.format(layer=layer, key=key), _CREDIT, "01234567")
        for layer, zh in (("vec", "底图"), ("cva", "注记"))
    )


def _given(address: str, attribution: str) -> Tiles:
    parts = ("{z}", "{x}", "{y}")
    if not _ADDRESS.fullmatch(address) or any(part not in address for part in parts):
        raise ChoiceError(
            f"底图 {address[:80]} 未知；请填 tianditu，或填含 {{z}}、{{x}}、{{y}} 的瓦片地址"
            "（网络墨卡托投影、CGCS2000 或 WGS 84 坐标），或不用底图。"
        )
    if not attribution.strip():
        raise ChoiceError(
            f"底图 {address[:80]} 没有注明来源；请用 basemap_attribution 写明瓦片的提供者和许可。"
        )
    return Tiles("底图", address, f"底图：{attribution}（需要联网，离线时没有底图）")
