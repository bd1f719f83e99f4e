// What the page "Look up" counts, of window.EXPLORER (see report/explorer.py): who is counted, points with their bounds,
// since when a text says so, and the chart's numbers as a file.
Object.assign(window.LOOKUP, (() => {
  "use strict";
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  const dayName = (day) => `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;

  function counting(data) {
    const NAMES = new Map(data.categories);
    function chosenDocuments(state) {
      const left = data.documents.filter(
        (d) =>
          (!state.sector || d.sector === state.sector) &&
          (!state.region || d.region === state.region) &&
          (!state.platforms.length || state.platforms.includes(d.document)),
      );
      const seen = new Set();
      const counted = left.filter((d) => !seen.has(d.company) && seen.add(d.company));
      return [counted, left.filter((d) => !counted.includes(d))];
    }
    const days = (d, quarter) => d.days[quarter - d.start] || 0;
    const held = (d, category, quarter) => ((d.with[category] || [])[quarter - d.start] || 0);
    const clauses = (d, category, quarter) => ((d.clauses[category] || [])[quarter - d.start] || 0) / 10;

    function pointOf(measure, documents, category, quarter) {
      const amount = measure === "prevalence" ? held : clauses;
      const there = documents.filter((d) => days(d, quarter) > 0);
      const n = there.length;
      if (!n) return null;
      const total = there.reduce((sum, d) => sum + days(d, quarter), 0);
      const value = there.reduce((sum, d) => sum + amount(d, category, quarter), 0) / total;
      const squares = there.reduce((sum, d) => sum + (amount(d, category, quarter) - value * days(d, quarter)) ** 2, 0);
      const half = n >= data.fewest ? (1.96 * Math.sqrt((n / (n - 1)) * squares)) / total : null;
      const most = measure === "prevalence" ? 1 : Infinity;
      return {
        value,
        low: half === null ? null : Math.max(0, value - half),
        high: half === null ? null : Math.min(most, value + half),
        companies: n,
        having: there.filter((d) => held(d, category, quarter) > 0).length,
      };
    }
    // Since when a text has said so that does so in a quarter, and until when if it stopped.
    function since(d, category, quarter) {
      const end = data.quarters[quarter + 1] || data.end;
      const time = (d.since[category] || []).filter(([from, until]) => from < end && until > data.quarters[quarter]).at(-1);
      if (!time) return "";
      const [from, until, sure] = time;
      const begun = sure === "first" ? `${dayName(from)} or before` : sure ? `between ${dayName(sure)} and ${dayName(from)}` : dayName(from);
      const stopped = until < end && until < d.until ? `, until ${dayName(until)}` : "";
      return `${begun}${stopped}`;
    }

    // Numbers are numbers, units stand in the heads; without bounds the cells are empty.
    function asCsv(measure, series) {
      const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
      const of = measure === "prevalence" ? "% of companies" : "clauses per 1,000";
      const value = (v) => (v === undefined || v === null ? "" : String(Number((measure === "prevalence" ? 100 * v : v).toFixed(4))));
      const heads = [...series.keys()].flatMap((c) => [`${NAMES.get(c)} (${of})`, `${NAMES.get(c)}, low (95 %)`, `${NAMES.get(c)}, high (95 %)`]);
      const lines = data.quarters
        .map((day, q) => [day, [...series.values()][0][q]?.companies ?? 0, q])
        .filter(([, companies]) => companies)
        .map(([day, companies, q]) => [day, companies, ...[...series.values()].flatMap((line) => [value(line[q]?.value), value(line[q]?.low), value(line[q]?.high)])]);
      return [["quarter (first day)", "companies", ...heads].map(quoted), ...lines].map((row) => row.join(",")).join("\n") + "\n";
    }
    return { chosenDocuments, days, held, clauses, pointOf, since, asCsv };
  }
  return { counting, dayName };
})());
