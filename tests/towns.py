"""The made-up towns of the benchmark of packages, which is no part of the installed package."""

from importlib import util
from pathlib import Path

_FILE = Path(__file__).parent.parent / "benchmarks" / "packages" / "instances.py"
_SPEC = util.spec_from_file_location("package_towns", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
instances = util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(instances)
