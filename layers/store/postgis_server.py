"""A PostGIS server: where it is, one transaction with it, and its refusals in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...gis.errors import PianquError

if TYPE_CHECKING:
    from psycopg import Cursor, Error

NOTES = "pianqu_notes"  # what a database cannot keep of our tables: index and types
_SECONDS = 10  # to wait for a server
_SCHEME = "postgresql"
# classes and codes of SQLSTATE, the longer first
_REFUSALS = {
    "28": "拒绝了该用户；请检查用户名、密码和 pg_hba.conf",
    "3D": "不存在；请先由管理员执行 CREATE DATABASE 建库",
    "42501": "没有给该用户足够的权限；请由管理员授予建模式、建表的权限（GRANT CREATE ON DATABASE）",
    "2BP01": "中有视图或其他对象依赖要替换的表；请先移走它们，或换一个模式名",
    "53": "资源不足（连接数、内存或磁盘已满）；请稍后重试或联系管理员",
    "55P03": "中的表正被其他程序占用；请关闭后重试",
    "22": "不能保存其中的某个值（编码、日期或数值超出范围）；数据库编码应为 UTF8",
}


_UNREADABLE = (
    "数据库地址无法识别（为保密不在此重复）；"
    "应为 postgresql://用户:密码@主机:端口/库名，密码中的特殊字符须写成 %XX，请改正。"
)


@dataclass(frozen=True)
class Place:
    """A database as it may be named to anybody; what is needed to reach it is not shown."""

    host: str
    port: str
    name: str
    parts: dict[str, Any] = field(repr=False, compare=False)

    def __str__(self) -> str:
        """Host, port and database, never the user's password."""
        where = f"{self.host}:{self.port}" if self.port else self.host
        return f"{where}/{self.name}"


def place(url: str, *, error: type[PianquError]) -> Place:
    """
    The database that an address means.

    Parameters
    ----------
    url
        Of the form `postgresql://user:password@host:port/database`, or libpq's `key=value`; a
        driver after a plus sign, as SQLAlchemy writes it, is passed over.
    error
        What to raise.

    Raises
    ------
    PianquError
        The libraries are not installed, or the address cannot be read; it is not repeated, for it
        may hold a password.

    Examples
    --------
    >>> from pianqu.gis.errors import OutputError
    >>> str(place("postgresql+psycopg://me:secret@db.example:5433/city", error=OutputError))
    'db.example:5433/city'
    """
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise error(
            "没有安装 PostGIS 所需的库；请执行 pip install 'pianqu[postgis]' 后重试。"
        ) from None
    head, mark, rest = url.partition("://")
    plain = (
        f"{_SCHEME}://{rest}" if mark and head.partition("+")[0] in (_SCHEME, "postgres") else url
    )
    try:
        found = dict(conninfo_to_dict(plain))
    except ProgrammingError:  # its words repeat a part of the address
        raise error(_UNREADABLE) from None
    if _spilt(found):
        raise error(_UNREADABLE)
    name = found.get("dbname") or found.get("user") or ""
    host = found.get("host") or found.get("hostaddr") or "本机"
    return Place(str(host), str(found.get("port") or ""), str(name), found)


def _spilt(found: dict[str, Any]) -> bool:
    """Whether a sign in the password has parted the address in the wrong place."""
    port = str(found.get("port") or "")
    named = f"{found.get('host') or ''}{found.get('dbname') or ''}"
    return "@" in named or not (port == "" or port.replace(",", "").isdigit())


@contextmanager
def transaction(where: Place, *, error: type[PianquError]) -> Iterator["Cursor[Any]"]:
    """
    One transaction: all of it is kept, or nothing.

    Parameters
    ----------
    where
        From :func:`place`.
    error
        What to raise.

    Raises
    ------
    PianquError
        The server does not answer or refuses; one sentence that names host and database.
    """
    import psycopg
    from psycopg.conninfo import make_conninfo

    try:
        address = make_conninfo(**{"connect_timeout": _SECONDS, **where.parts})
        with psycopg.connect(address) as opened, opened.cursor() as cursor:
            cursor.execute("SET LOCAL client_min_messages TO error")
            yield cursor
    except psycopg.Error as found:
        raise error(_refusal(found, where)) from None  # what the driver says may hold the address


def home(cursor: "Cursor[Any]", where: Place) -> str:
    """
    The schema that PostGIS itself is in.

    Raises
    ------
    OutputError
        The database has no PostGIS.
    """
    from ...gis.errors import OutputError

    cursor.execute(
        "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
        "WHERE e.extname = 'postgis'"
    )
    found = cursor.fetchone()
    if found is None:
        raise OutputError(
            f"数据库 {where} 没有启用 PostGIS 扩展；请由管理员在该库中执行 CREATE EXTENSION postgis。"
        )
    return str(found[0])


def content(cursor: "Cursor[Any]", schema: str) -> set[str] | None:
    """Names of the tables, views and sequences of a schema; None where there is no such schema."""
    cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,))
    if cursor.fetchone() is None:
        return None
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relkind IN ('r', 'v', 'm', 'f', 'p', 'S')",
        (schema,),
    )
    return {str(name) for (name,) in cursor.fetchall()}


def _refusal(found: "Error", where: Place) -> str:
    from psycopg import DataError

    code = found.sqlstate or ("22" if isinstance(found, DataError) else _guessed(str(found)))
    for start in sorted(_REFUSALS, key=len, reverse=True):
        if code.startswith(start):
            return f"数据库 {where} {_REFUSALS[start]}。"
    if not code or code.startswith("08"):
        return f"数据库 {where} 连接不上；请检查主机、端口和服务器是否已启动。"
    return f"数据库 {where} 写入或读取失败（SQLSTATE {code}）；没有任何改动，请把此代码告诉管理员。"


def _guessed(text: str) -> str:
    """No code is given for what happens before a session begins."""
    signs = {
        'role "': "28",
        "password": "28",
        "authentication": "28",
        "pg_hba.conf": "28",
        "does not exist": "3D",
        "too many clients": "53",
    }
    return next((code for sign, code in signs.items() if sign in text), "")
