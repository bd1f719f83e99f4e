"""The corpus and its readings → what the pages of platforms tell, each table worked out once, by document or clause."""

from dataclasses import dataclass
from functools import cached_property

import changes
import pandas as pd
from shell import REGIONS, slugs_of

from policy_corpus.analysis import denials, platform_clauses, platform_states, provenance, region_answers
from policy_corpus.analysis.corpus import Corpus, load_table, load_term_matrix
from policy_corpus.analysis.ledger_readings import standing
from policy_corpus.analysis.near_wordings import near_wordings
from policy_corpus.analysis.select import is_twin
from policy_corpus.analysis.spells import spells
from policy_corpus.analysis.terms import telling_words
from policy_corpus.categories import STORY
from policy_corpus.extract.documents import named_by
from policy_corpus.extract.read_labels import read_readings
from policy_corpus.extract.sources import change_at, read_sources
from policy_corpus.paths import default_archives


@dataclass(frozen=True)
class Told:
    """What the tables tell of all platforms, worked out once, each table by document or clause."""

    corpus: Corpus
    ledger: pd.DataFrame

    @cached_property
    def slugs(self) -> dict[str, str]:
        """Platform → its part of an address."""
        return slugs_of(self.corpus.documents["platform"])

    @cached_property
    def twins(self) -> frozenset[str]:
        """The documents that repeat a text of the same platform, but for those that alone were read in their region."""
        table = self.corpus.documents
        twin = is_twin(table["document"])
        place = pd.MultiIndex.from_frame(table[["platform", "jurisdiction"]])
        return frozenset(table.loc[twin & place.isin(place[~twin & (table["versions"] > 0)]), "document"])

    @cached_property
    def archives(self) -> dict[str, str]:
        """Document → its archives."""
        listed = self.corpus.captures.groupby("document")["archive"].unique()
        return {name: ", ".join(own) for name, own in listed.items()}

    @cached_property
    def read_in(self) -> dict[str, str]:
        """Document → where the archive that has its newest text reads its pages, unless the document says where."""
        newest = self.corpus.versions.sort_values("from", kind="stable").drop_duplicates(
            "document", keep="last"
        )
        archives = self.corpus.captures.loc[newest["capture"], "archive"]
        regions = {source.name: source.region for source in read_sources()}
        read_in = dict(zip(newest["document"], map(regions.get, archives), strict=True))
        stated = self.corpus.documents.set_index("document")["jurisdiction"]
        return {
            name: region if region != "unspecified" else read_in.get(name, region)
            for name, region in stated.items()
        }

    @cached_property
    def documents(self) -> dict[str, list[dict]]:
        """Platform → its documents: main ones first, twins last, with their archives, and what they say."""
        table = self.corpus.documents
        table = table.assign(
            twin=table["document"].isin(self.twins),
            archives=[self.archives.get(name, "") for name in table["document"]],
            read_in=table["document"].map(self.read_in),
            order=~table["main"],
            seen=table["until"] - pd.Timedelta(1, "D"),
        )
        rows = table.sort_values(["platform", "twin", "order", "jurisdiction", "document"], kind="stable")
        return by_value(rows, "platform")

    @cached_property
    def texts(self) -> dict[str, list[dict]]:
        """Platform → its texts, in the order of its documents: those that were ever followed and are no twins."""
        return {
            platform: [document for document in documents if document["versions"] and not document["twin"]]
            for platform, documents in self.documents.items()
        }

    @cached_property
    def other_names(self) -> dict[str, list[str]]:
        """Platform → its company, the company's parent, and what archives call it, as far as they are other names."""
        table = self.corpus.documents[["document", "platform", "company", "parent"]].astype(object)
        sources = {source.name: source for source in read_sources()}
        paths = (
            self.corpus.captures[["document", "archive", "path"]].dropna().drop_duplicates().astype(object)
        )
        called = [named_by(path, sources[archive]) for _, archive, path in paths.itertuples(index=False)]
        paths["called"] = pd.Series(called, paths.index).str.removesuffix(".com").str.removesuffix(".org")
        table = table.merge(paths[["document", "called"]], "left")
        found = {}
        for platform, own in table.groupby("platform"):
            names = {name.casefold(): name for name in own[["company", "parent", "called"]].stack()}
            found[platform] = [names[key] for key in sorted(names) if key not in ("", platform.casefold())]
        return found

    @cached_property
    def said(self) -> dict[str, list[dict]]:
        """Document → what its newest text says, a row a category; `dated` is the day that the first text prints."""
        facts = self.corpus.documents[["document", "platform", "jurisdiction"]]
        facts = facts.assign(archives=[self.archives.get(name, "") for name in facts["document"]])
        rows = platform_states.states(self.corpus, read_readings(), denials.read_denials())
        rows = rows.merge(facts, on="document", validate="many_to_one")
        first = self.corpus.versions[["document", "from", "capture"]].astype({"document": object})
        first = first.assign(dated=self.corpus.captures.loc[first["capture"], "stated"].to_numpy())
        rows = rows.merge(first.drop(columns="capture"), on=["document", "from"], how="left")
        return by_value(rows.assign(twin=rows["document"].isin(self.twins)), "document")

    @cached_property
    def spells(self) -> dict[str, list[dict]]:
        """Document → its spells."""
        return by_value(spells(self.corpus), "document")

    @cached_property
    def followed(self) -> dict[str, list[dict]]:
        """Document → its texts in force, by day."""
        return by_value(self.corpus.versions.sort_values("from", kind="stable"), "document")

    @cached_property
    def opened(self) -> dict[str, dict[pd.Timestamp, str]]:
        """Document → the days from which it was followed, at first, anew, or as another text: the address of the
        commit that first shows what it said then."""
        texts = self.corpus.versions[self.corpus.versions["opens"] != "follows"].sort_values(
            "from", kind="stable"
        )
        shown = self.corpus.captures.loc[texts["capture"]]
        found: dict[str, dict[pd.Timestamp, str]] = {}
        for name, day, archive, commit in zip(
            texts["document"], texts["from"], shown["archive"], shown["commit"], strict=True
        ):
            found.setdefault(name, {})[day] = change_at(archive, commit)
        return found

    @cached_property
    def clauses(self) -> dict[str, list[dict]]:
        """Document → its clauses of the categories, now and formerly."""
        places = load_table("places")
        found = platform_clauses.clauses_told(self.corpus, places, read_readings(), denials.read_denials())
        return by_value(found, "document")

    @cached_property
    def _numbers(self) -> list[int]:
        return sorted({row["clause"] for own in self.clauses.values() for row in own})

    @cached_property
    def near(self) -> dict[int, list[dict]]:
        """Clause → near wordings of other companies, with their addresses from the report's folder."""
        counts, _ = load_term_matrix()
        table = near_wordings(self.corpus, counts, self._numbers)
        hashes = self.corpus.clauses["hash"]
        pages = [
            f"platforms/{self.slugs[row.platform]}.html#c-{hashes[row.like]}" for row in table.itertuples()
        ]
        return by_value(table.assign(page=pages), "clause")

    @cached_property
    def words(self) -> dict[str, str]:
        """Hash → the words of a clause or a lead-in, where the archives are here; else of clauses the telling words."""
        table = self.corpus.clauses.loc[self._numbers]
        if self.quotes:
            return provenance.clause_texts({*table["hash"], *table["lead_in"].dropna()})
        counts, vocabulary = load_term_matrix()
        return dict(zip(table["hash"], telling_words(counts, vocabulary, self._numbers), strict=True))

    @cached_property
    def quotes(self) -> bool:
        """Whether the archives are on this machine, so that clauses are quoted."""
        folder = default_archives()
        return all((folder / f"{source.name}.git").is_dir() for source in read_sources())

    @cached_property
    def changes(self) -> dict[str, list[changes.Change]]:
        """Platform → its changes, the newest first."""
        found: dict[str, list[changes.Change]] = {}
        for change in changes.changes_of(self.corpus, self.ledger):
            found.setdefault(change.platform, []).append(change)
        return found

    @cached_property
    def wrong(self) -> dict[str, int]:
        """Platform → how many rows of the ledger were read as wrong."""
        rows = self.ledger[~self.ledger.index.isin(standing(self.ledger).index)]
        return rows["platform"].value_counts().to_dict()

    @cached_property
    def side_by_side(self) -> tuple[pd.Timestamp | None, dict[str, list[list[str]]]]:
        """The day of the comparison by region, and of each platform in it the regions that have one text."""
        archives = region_answers.archives_by_region()
        if not archives:
            return None, {}
        compared = region_answers.compare(
            self.corpus, archives, region_answers.last_common_day(self.corpus, archives), list(STORY)
        )
        found = {}
        for platforms, own in compared.pages[compared.pages["text"] > 0].groupby("platforms", sort=False):
            texts = [[REGIONS[r] for r in of_text["region"]] for _, of_text in own.groupby("text")]
            found |= dict.fromkeys(platforms, texts)
        return compared.day, found


def by_value(table: pd.DataFrame, column: str) -> dict:
    """The rows of a table by the values of a column, in their order, as dicts."""
    found: dict = {}
    for row in table.to_dict("records"):
        found.setdefault(row[column], []).append(row)
    return found
