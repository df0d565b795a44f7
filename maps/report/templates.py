"""The user's own templates of a report: sentences (.toml), a Word file (.docx), a style (.css)."""

from collections.abc import Sequence
from pathlib import Path

from ...gis.errors import ChoiceError

KINDS = {".toml": "句子", ".docx": "Word 样式", ".css": "网页样式"}


def sorted_out(template: Path | str | Sequence[Path | str] | None) -> dict[str, list[Path]]:
    """
    Templates by their kind.

    Parameters
    ----------
    template
        One path, several, or none.

    Returns
    -------
    dict
        Suffix to paths, every suffix of :data:`KINDS`.

    Raises
    ------
    ChoiceError
        A path is not there, or is of none of these kinds; two Word files.

    Examples
    --------
    >>> sorted_out(None)
    {'.toml': [], '.docx': [], '.css': []}
    """
    given = [template] if isinstance(template, (str, Path)) else list(template or ())
    paths = [Path(path) for path in given]
    faults = [
        f"报告模板 {path}：应为 .toml（句子）、.docx（Word 样式）或 .css（网页样式）；请换一个文件。"
        for path in paths
        if path.suffix.lower() not in KINDS
    ]
    faults += [f"报告模板 {path}：文件不存在；请检查路径。" for path in paths if not path.is_file()]
    found = {suffix: [path for path in paths if path.suffix.lower() == suffix] for suffix in KINDS}
    if len(found[".docx"]) > 1:
        faults.append("报告模板：.docx 只能有一个；请留下一个。")
    if faults:
        raise ChoiceError(faults)
    return found
