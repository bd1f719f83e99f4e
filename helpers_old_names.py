# ruff: noqa: F401
"""Names by which notebooks called steps of the analysis; gone when all call them by their modules."""

from policy_corpus.analysis.cluster_names import (
    distinguishing_terms as standing_beside,
    named_clusters as named_clusters,
    top_terms as top_terms,
)
from policy_corpus.analysis.cluster_stability import (
    clusterwise_jaccard as found_again,
    mean_adjusted_rand as agreement,
    most_similar_clusters as likest_clusters,
)
from policy_corpus.analysis.clusters_over_time import (
    change_with_bounds as bounds,
    changes_in_other_clusters as changes_elsewhere,
    clause_clusters as clause_clusters,
    cluster_share_days as cluster_share_days,
    cluster_shares as cluster_shares,
    cluster_variances as cluster_spread,
    cosine_similarities as cosines,
)
from policy_corpus.analysis.consensus import cluster_points as cluster_points, group_points as groups
from policy_corpus.analysis.corpus import (
    Corpus as Corpus,
    load_table as load_table,
    load_term_matrix as load_term_matrix,
)
from policy_corpus.analysis.near_duplicates import near_duplicates as near_copies
from policy_corpus.analysis.new_language import (
    first_appearances as first_held,
    followed_around as followed_around,
    new_language as new_language,
)
from policy_corpus.analysis.over_time import (
    balanced as balanced,
    bootstrap_band as bootstrap_band,
    by_period as by_period,
    change_between as change_between,
    change_beyond as change_beyond,
    changes as changes,
    companies_within as companies_within,
    flows as flows,
    intensity as intensity,
    measure as measure,
    measure_captures as measure_captures,
    platform_lines as platform_lines,
    pooled_share as pooled_share,
    prevalence as prevalence,
    resampled as resampled,
    union as union,
)
from policy_corpus.analysis.provenance import (
    clause_words as clause_words,
    ledger_clauses as ledger_clauses,
    places as places,
)
from policy_corpus.analysis.select import (
    at as at,
    clauses_of as clauses_of,
    collecting as collecting,
    documents_with as holders,
    main_documents as main_documents,
    with_labels as with_labels,
)
from policy_corpus.analysis.side_by_side import (
    by_revision as by_revision,
    changed as changed,
    first_days as first_days,
    on_day as on_day,
    shared as shared,
    version_pair as version_pair,
)
from policy_corpus.analysis.terms import (
    clauses_with as clauses_with,
    collocates as collocates,
    companies_with as companies_with,
    find_terms as find_terms,
    first_seen as first_seen,
    nearest_clauses as nearest_clauses,
    nearest_elsewhere as nearest_elsewhere,
    nearest_of_each as nearest_of_each,
    same_category as same_category,
    telling_words as telling_words,
)
from policy_corpus.analysis.validation import (
    judged_by_score as judged_by_score,
    judged_changes as judged_changes,
    sample_scores as sample_scores,
    sample_scores_by as sample_scores_by,
    share_of_sample as share_of_sample,
    shares_right as shares_right,
    stance_confusion as stance_confusion,
)
from policy_corpus.analysis.vectors import (
    central_rows as central_rows,
    flat_map as flat_map,
    lsa as lsa,
    nearest_centres as nearest_centres,
    nearest_share as nearest_share,
    tfidf as tfidf,
)
from policy_corpus.analysis.wordings import (
    at_threshold as above_the_gate,
    collection_clauses as collection_clauses,
    collection_wordings as collection_wordings,
    drawn_weights as drawn_weights,
)
from policy_corpus.categories import CONTROLS, STORY
from policy_corpus.draw import (
    COLOURS,
    NAMES,
    WIDTH,
    bars as plot_bars,
    calibration as plot_calibration,
    changes as plot_changes,
    cluster_map as plot_map,
    flows as plot_flows,
    heatmap as plot_heatmap,
    intervals as plot_intervals,
    look_alikes as plot_look_alikes,
    mark_events,
    new_figure,
    over_time as plot_over_time,
    show,
    small_multiples as plot_panels,
)
from policy_corpus.extract.sources import archived_at
from policy_corpus.paths import DATA
from policy_corpus.progress import steps
