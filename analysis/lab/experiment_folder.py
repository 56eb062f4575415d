"""The folder of any experiment, read: what was asked, what is done, and its tables.

The replications of an experiment are records of an archive (`analysis.lab.archive`), or the folders
of runs, or both. What else is in its folder, of something that it was asked before, is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from analysis.lab.archive import (
    RECORDS,
    Failure,
    asked_for,
    contradiction,
    failures,
    merge,
    misplaced,
    records,
)
from analysis.machine.database import unnamed
from analysis.results import from_json, unit_in
from analysis.results.folder import MANIFEST, is_ours, replacing

_RUNS, _COMPARISON = "runs", "comparison"
_ASKED = "_asked_for"  # a table of ids
# Kinds of folders that no experiment is kept in.
_NOT_EXPERIMENTS = ("run",)
# What writes nothing: a select, and a pivot, which is several of them to DuckDB.
_QUESTIONS = ([duckdb.StatementType.SELECT], [duckdb.StatementType.MULTI])
# Of the folder of a run.
TABLES = ("orders", "consumers", "couriers", "stores", "funnel", "timeline", "days", "ledger")


class NoExperimentError(ValueError):
    """A folder holds no experiment, or one that will not do."""


_NEAR = ("Candidate bindings", "Did you mean")  # as DuckDB tells names like one that is not there


@dataclass(frozen=True)
class Done:
    """A replication that is there."""

    label: str
    seed: int
    cpu_s: float


class ExperimentFolder:
    """What the folder of an experiment holds.

    Raises
    ------
    NoExperimentError
        It holds none.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not folder.is_dir():
            raise NoExperimentError(f"{folder} is no folder")
        if wrong := unnamed(folder):
            raise NoExperimentError(wrong)
        if not is_ours(folder):
            raise NoExperimentError(f"{folder} holds no experiment: it has no manifest of ours")
        if wrong := misplaced(folder):
            raise NoExperimentError(wrong)
        self.manifest: dict[str, Any] = from_json((folder / MANIFEST).read_text("utf-8"))
        self.kind = str(self.manifest["kind"])
        if self.kind in _NOT_EXPERIMENTS:
            raise NoExperimentError(f"{folder} holds a {self.kind}, which is no experiment")

    @property
    def arguments(self) -> list[str]:
        """What the command line said, without where results go.

        Raises
        ------
        NoExperimentError
            A program asked for it, not a command.
        """
        try:
            said = [str(each) for each in self.manifest["asked"]["arguments"]]
        except (LookupError, TypeError):
            raise NoExperimentError(
                f"{self.folder}: a program asked for this {self.kind}; run it again, and it goes on"
            ) from None
        return _without_option(_without_option(said, "--out"), "--shard")

    @property
    def asked_in(self) -> Path:
        """The folder that the command was given in, by which its paths are meant."""
        return Path(self.manifest["asked"]["folder"])

    @cached_property
    def done(self) -> list[Done]:
        """The replications that are there."""
        of_archive = {
            record["id"]: Done(record["label"], record["seed"], record["cpu_s"])
            for record in records(self.folder)
            if self._is_asked_for(record["id"])
        }
        of_runs = [Done(run.parent.name, _seed_of(run), _cpu_s_of(run)) for run in self.whole_runs]
        return [*of_archive.values(), *of_runs]

    @property
    def failures(self) -> list[str]:
        """The replications that brought nothing, a line each."""
        return [f"{each.label}, seed {each.seed}: {each.error}" for each in self._failures]

    @cached_property
    def _failures(self) -> list[Failure]:
        return [each for each in failures(self.folder) if self._is_asked_for(each.id)]

    @cached_property
    def _asked_for(self) -> frozenset[str] | None:
        if self.kind == _COMPARISON and self.manifest.get("n_beside") == 0:
            return frozenset()  # all that it asks for are runs with folders of their own
        return asked_for(self.folder)

    def _is_asked_for(self, unit_id: str) -> bool:
        return self._asked_for is None or unit_id in self._asked_for

    @property
    def n_planned(self) -> int | None:
        """Replications that were asked for; None: that shows as it goes."""
        arms = self.manifest.get("scenarios") or self.manifest.get("arms")
        seeds = self.manifest.get("seeds")
        if not arms or not seeds:
            return None
        return len(arms) * len(seeds) + int(self.manifest.get("n_beside", 0))

    def query(self, sql: str) -> "duckdb.DuckDBPyRelation":
        """A question in SQL of the tables that there are; see `tables`.

        Raises
        ------
        NoExperimentError
            The question is none, or is of something that is not there.
        """
        connection = duckdb.connect(config={"python_enable_replacements": False})
        if self._asked_for is not None:
            ids = sorted(self._asked_for)
            connection.execute(f"create temp table {_ASKED} as select unnest(?) as id", [ids])
        for name, view in self._views():
            connection.execute(f'create view "{name}" as {view}')
        try:
            said = connection.extract_statements(sql)
            if [each.type for each in said] not in _QUESTIONS:  # before anything is done
                many = "several things" if len(said) > 1 else "nothing"
                raise NoExperimentError(f"'{sql}' asks for {many}: a query is one select")
            return connection.sql(sql)
        except duckdb.Error as error:
            first, *more = str(error).strip().splitlines()
            near = [f" {line.strip()}" for line in more if line.startswith(_NEAR)]
            told = f"{first}{''.join(near)} (tables: {', '.join(self.tables)})"
            raise NoExperimentError(told) from None

    def replications(self) -> "duckdb.DuckDBPyRelation":
        """All replications, a row each.

        Raises
        ------
        NoExperimentError
            There are none yet.
        """
        if not self.done:
            raise NoExperimentError(f"{self.folder} has no replications yet")
        return self.query("select * from replications order by label, seed")

    @property
    def tables(self) -> list[str]:
        """The tables that can be asked of."""
        return [name for name, _ in self._views()]

    @cached_property
    def whole_runs(self) -> list[Path]:
        """The folders of the runs that are there."""
        manifests = sorted(self.folder.glob(f"{_RUNS}/*/*/{MANIFEST}"))
        runs = (file.parent for file in manifests)
        return [run for run in runs if self._is_of_an_arm(run) and unit_in(run) is not None]

    def _is_of_an_arm(self, run: Path) -> bool:
        """Whether a folder of a run is of an arm and a seed that a comparison has."""
        if self.kind != _COMPARISON:
            return True
        arms, seeds = self.manifest["scenarios"], self.manifest["seeds"]
        return run.parent.name in arms and _seed_of(run) in seeds

    @cached_property
    def _columns(self) -> str:
        """What records hold, for DuckDB, which would else ask a line of something else too."""
        kinds: dict[str, str] = {}
        for record in records(self.folder):
            for name, value in record["kpis"].items():
                kind = "BIGINT" if isinstance(value, int) else "DOUBLE"
                if kinds.setdefault(name, kind) != kind and value is not None:
                    kinds[name] = "DOUBLE"
        fields = ", ".join(f"{_name(name)} {kind}" for name, kind in kinds.items())
        of = {"id": "VARCHAR", "label": "VARCHAR", "seed": "BIGINT", "cpu_s": "DOUBLE"}
        of["kpis"] = f"STRUCT({fields})" if kinds else "JSON"
        return ", ".join(f"{name}: {_text(kind)}" for name, kind in of.items())

    def _views(self) -> Iterator[tuple[str, str]]:
        """Every table by name, and what it is made of."""
        parts = []
        if next(records(self.folder), None) is not None:
            everything = self._asked_for is None
            wanted = "id is not null" if everything else f"id in (select id from {_ASKED})"
            parts.append(
                "select label, seed, id, cpu_s, kpis.* from ("
                f"select * from read_json({_quoted(self.folder / RECORDS / '*.jsonl')}, "
                "format = 'newline_delimited', ignore_errors = true, "
                f"columns = {{{self._columns}}}) "
                f"where {wanted} and kpis is not null "
                "qualify row_number() over (partition by id) = 1)"
            )
        runs = self.whole_runs
        if runs:
            parts.append(
                "select split_part(filename, '/', -3) as label, "
                "cast(substr(split_part(filename, '/', -2), 6) as bigint) as seed, "
                "* exclude (filename) from "
                f"read_json({_quoted(*(run / 'kpis.json' for run in runs))}, filename = true)"
            )
        if parts:
            yield "replications", " union all by name ".join(parts)
        rows = [
            f"({_text(each.label)}, {each.seed}, {_text(each.error)})" for each in self._failures
        ]
        values = f"values {', '.join(rows)}" if rows else "select '', 0, '' where false"
        yield "failures", f"select * from ({values}) as of_failures(label, seed, error)"
        for table in TABLES if runs else ():
            files = _quoted(*(run / f"{table}.parquet" for run in runs))
            yield (
                table,
                "select split_part(filename, '/', -3) as label, "
                "cast(substr(split_part(filename, '/', -2), 6) as bigint) as seed, "
                f"* exclude (filename) from read_parquet({files}, filename = true)",
            )


def torn_runs(folder: Path) -> list[Path]:
    """The folders of runs that are not whole: files of them are missing, or cut off."""
    found = sorted(folder.glob(f"{_RUNS}/[!.]*/[!.]*"))
    return [run for run in found if run.is_dir() and unit_in(run) is None]


def merged(folders: list[Path], into: Path) -> int:
    """Put what shards of one experiment brought into one folder; replications that it has then.

    Raises
    ------
    NoExperimentError
        They are not parts of one experiment, or tell different things of one replication.
    """
    parts = [ExperimentFolder(folder) for folder in folders]
    first = parts[0]
    for part in parts[1:]:
        if _meant(part) != _meant(first):
            raise NoExperimentError(
                f"{part.folder} and {first.folder} are not parts of one experiment: "
                "they were asked for different things"
            )
    if told := contradiction([*([into] if into.is_dir() else []), *folders]):
        raise NoExperimentError(told)
    into.mkdir(parents=True, exist_ok=True)
    if not (into / MANIFEST).exists():
        (into / MANIFEST).write_bytes((first.folder / MANIFEST).read_bytes())
    merge(into, folders)
    for part in parts:
        for run in part.whole_runs:
            place = into / run.relative_to(part.folder)
            if unit_in(place) is None:
                with replacing(place) as partial:
                    for file in run.iterdir():
                        (partial / file.name).write_bytes(file.read_bytes())
    return len(ExperimentFolder(into).done)


def _meant(part: ExperimentFolder) -> Any:
    """All that a manifest says of what is asked for, and nothing of where."""
    apart = ("asked", "versions", "python", "platform")
    return {name: value for name, value in part.manifest.items() if name not in apart}


def _seed_of(run: Path) -> int:
    return int(run.name.removeprefix("seed-"))


def _cpu_s_of(run: Path) -> float:
    timing = from_json((run / MANIFEST).read_text("utf-8"))["timing"]
    return float(sum(spent for name, spent in timing.items() if name.endswith("_cpu_s")))


def _without_option(arguments: list[str], option: str) -> list[str]:
    """Arguments without an option and its value, however it was written."""
    kept, skips = [], False
    for argument in arguments:
        if skips:
            skips = False
        elif argument == option:
            skips = True
        elif not argument.startswith(f"{option}="):
            kept.append(argument)
    return kept


def _quoted(*files: Path) -> str:
    """Names of files as SQL has texts, or a list of them."""
    texts = [_text(str(file)) for file in files]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _name(name: str) -> str:
    """A name as SQL has those of columns."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _text(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
