"""The files of a run: written beside the old ones and moved into place when all are whole."""

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..gis.errors import ChoiceError, OutputError
from .atlas.page import page
from .folder import (
    DRAWN,
    FIGURES,
    FILES,
    OUTPUTS,
    SUMMARY,
    check_folder,
    files,
    moved,
    scenario_file,
    unfit,
    unknown,
)
from .look import Look
from .summary import summary, text
from .web.weight import HEAVY

if TYPE_CHECKING:
    import pandas as pd

    from ..analysis.planning import Plan


def publish(
    plan: "Plan",
    folder: str | Path,
    *,
    look: Look | None = None,
    scenarios: "Mapping[str, Plan] | None" = None,
    outputs: Collection[str] = OUTPUTS,
    template: Sequence[Path] = (),
    logo: Path | None = None,
) -> list[Path]:
    """
    Write the pages, figures, report, workbook, database and summary of a plan.

    Parameters
    ----------
    plan
        The answers.
    folder
        Where the files go; made if it is not there. Other files in it stay.
    look
        Title and marks of all that is written.
    scenarios
        Key to the comparison of a scenario with the plan: a page each, and tables in the database.
    outputs
        Some of :data:`OUTPUTS`; the summary is always written.
    template
        One's own sentences (.toml) and Word file (.docx) for the report.
    logo
        An image on the cover of the report.

    Returns
    -------
    list of Path
        The files, renewal.gpkg last.

    Raises
    ------
    ChoiceError
        There is no such output, or the key of a scenario makes no name of a file.
    OutputError
        The folder cannot be written, a page would ask the network for something, or a file is held
        by another program. Files of an earlier run are whole then.
    """
    folder, scenarios = Path(folder), scenarios or {}
    if faults := unknown(outputs) + unfit(scenarios):
        raise ChoiceError(faults)
    check_folder(folder, names=files(outputs, scenarios=scenarios))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pianqu-", dir=folder) as beside:
            wanted = Wanted(plan, look or Look(), scenarios, outputs, template, logo)
            written = wanted.write(Path(beside))
            return moved(Path(beside), folder, written)
    except OSError as error:
        raise OutputError(
            f"{folder}：结果无法写入（{error.strerror or error}）；"
            "请检查磁盘空间和文件夹权限，已有结果未改动。"
        ) from error


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is to be written of a plan."""

    plan: "Plan"
    look: Look
    scenarios: "Mapping[str, Plan]"
    outputs: Collection[str]
    template: Sequence[Path]
    logo: Path | None

    def write(self, beside: Path) -> list[str]:
        """Write every file into a folder; their names in the order in which they are moved."""
        pages = self._pages() if {"pages", "report"} & set(self.outputs) else {}
        drawn, missing = self._figures(beside)
        if "pages" in self.outputs:
            for name, content in pages.items():
                _put(beside / name, content)
        if "report" in self.outputs:
            from .figures.lighter import lighter

            self._report(beside, pages, lighter(drawn, beside / ".report"))
        if "workbook" in self.outputs:
            from .workbook import book

            book.write(self.plan, beside / "plan.xlsx", look=self.look, scenarios=self.scenarios)
        if "database" in self.outputs:
            self._database(beside)
        told = summary(self.plan, scenarios=self.scenarios)
        kept = sorted(str(path.relative_to(beside).as_posix()) for path in self._kept(drawn))
        _put(beside / SUMMARY, text({**told, DRAWN: kept, "not_written": missing}))
        first = files(self.outputs, scenarios=self.scenarios)
        return [*first[:-1], *kept, SUMMARY]

    def _pages(self) -> dict[str, str]:
        from .atlas.comparison import comparison
        from .coverage.page import answers
        from .idle.page import idle
        from .ledger.page import ledger
        from .lifts.page import elevators
        from .packages.page import packages
        from .programme.page import programme
        from .siting.page import siting

        made = (answers, elevators, idle, siting, packages, ledger, programme)
        compared = {
            scenario_file(key): comparison(changes, look=self.look).html()
            for key, changes in self.scenarios.items()
        }
        texts = [question(self.plan, look=self.look) for question in made]
        return {
            "map.html": page(self.plan, look=self.look).html(),
            **dict(zip(FILES["pages"][1:], texts, strict=True)),
            **compared,
        }

    def _figures(self, beside: Path) -> "tuple[dict[str, Path], list[dict[str, str]]]":
        """The figures of the plan; those that cannot be drawn with their reason, such as a font."""
        if not {"figures", "report"} & set(self.outputs):
            return {}, []
        from .figures import drawing

        try:
            made = drawing.draw(self.plan, beside / FIGURES, look=self.look)
        except OutputError as error:
            return {}, [{"file": FIGURES, "reason": "".join(error.faults)}]
        return _drawn(made, beside / FIGURES)

    def _kept(self, drawn: "Mapping[str, Path]") -> "Iterator[Path]":
        if "figures" in self.outputs and drawn:
            yield from sorted(next(iter(drawn.values())).parent.glob("*.*"))

    def _report(
        self, beside: Path, pages: "Mapping[str, str]", drawn: "Mapping[str, Path]"
    ) -> None:
        from .report import page as web
        from .report import word

        given: dict[str, Any] = {
            "look": self.look,
            "figures": drawn,
            "template": self.template,
            "logo": self.logo,
        }
        heavy = len(pages["map.html"].encode()) > HEAVY
        maps = {} if heavy else {"map": pages["map.html"]}
        _put(beside / "report.html", web.html(self.plan, maps=maps, **given))
        word.docx(self.plan, beside / "report.docx", **given)

    def _database(self, beside: Path) -> None:
        from .designer.geopackage import designer
        from .qgis import renewal

        file = beside / "renewal.gpkg"
        renewal.geopackage(self.plan, file, look=self.look, scenarios=self.scenarios)
        designer(self.plan, beside / "idle.gpkg")


def _put(file: Path, content: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(content, encoding="utf-8", newline="\n")


def _drawn(made: "pd.DataFrame", folder: Path) -> "tuple[dict[str, Path], list[dict[str, str]]]":
    kept = made[made["reason"].isna()]
    left = made[made["reason"].notna()]
    missing = [
        {"file": f"figures/{key}.png", "reason": str(reason)}
        for key, reason in zip(left["key"], left["reason"], strict=True)
    ]
    return {str(key): folder / f"{key}.png" for key in kept["key"]}, missing
