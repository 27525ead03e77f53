"""What `analysis.eventstudy` offers, and where it is defined: read by type checkers, and by the package at run time."""

from .abnormal.abnormal import AbnormalReturns, abnormal_returns, dummy_regression
from .abnormal.batch import BatchFit, Estimates, batch_least_squares, estimate, measure_events
from .abnormal.calendar_time import CalendarTime, calendar_time, held_sums
from .abnormal.cumulative import CumulativeAbnormalReturn, CumulativePath
from .abnormal.excluded import Exclusion, Exclusions
from .abnormal.exclusions import missing_days, name_causes, reasons_of
from .abnormal.gather import gather
from .abnormal.one_by_one import SINGLE_MODELS, panel_one_by_one
from .abnormal.other_events import other_events, other_events_warning
from .abnormal.panel import event_panel
from .abnormal.panel_data import Integers, PanelData, own_rows
from .abnormal.panel_result import PanelResult
from .abnormal.plan import PANEL_MODELS, PanelPlan, date_tiles
from .abnormal.thin import THIN_MODELS, ThinFit, Truths, thin_fit
from .blocks import automatic_block, cluster_block
from .comovement.change import CorrelationChange, compare_correlations
from .comovement.contagion import Contagion, contagion, forbes_rigobon
from .comovement.correlation import (
    EffectiveNumber,
    correlation_matrix,
    correlations,
    effective_number,
    fisher_z,
    mean_off_diagonal,
    require_periods,
    require_returns,
    rolling_correlation,
)
from .comovement.equality import jennrich
from .cross_section.comparison import Comparison, WindowEffects, window_effects
from .cross_section.event import GroupEvent, WithoutOne, group_event
from .cross_section.groups import GroupResiduals, group_residuals
from .cross_section.lines import DayLines, day_lines, solve_each
from .cross_section.means import ClusteredMeans, clustered_means, two_way_means
from .cross_section.ranked import Among, RankAmong, rank_among
from .diagnostics.diagnostics import Diagnostic, Diagnostics, diagnose
from .diagnostics.influence import Influence, Leverage, influence, leverage
from .diagnostics.stability import RollingCoefficients, cusum, recursive_residuals, rolling_coefficients
from .display import Displayed, short_text
from .funds.dose_response import DoseResponse, PlaceboSlopes, SlopeMethod, dose_response, placebo_slopes
from .funds.extremes import Extremes, extreme_ratios, linear_extremes
from .funds.few_treated import Resampling, few_treated
from .funds.slope_line import SlopeLine, slope_line
from .funds.synthetic import Controls, SyntheticControl, donor_observations, fit_controls, synthetic_control
from .funds.synthetic_placebo import PlaceboInSpace, PlaceboInTime, placebo_in_space, placebo_in_time
from .hypothesis import HypothesisTest, check_alternative
from .inference.battery import battery, battery_of_sums, checked_methods
from .inference.battery_result import BatteryResult, BatteryRow
from .inference.calibration import INDEPENDENT, SIDED, STEADY, CalibratedTest, SidedTest, calibrate, size_band
from .inference.clustering import (
    Clustering,
    cluster_labels,
    find_clusters,
    mean_correlation,
    mean_correlation_one_date,
    pair_correlations,
    variance_inflation,
)
from .inference.cross_section import adjusted_bmp, bmp, cross_sectional_t, jackknife_t, skewness_adjusted_t
from .inference.date_sample import DateSample, date_sample, inverse_variance, weighted_t
from .inference.methods import METHODS, Method, select_methods
from .inference.nonparametric import grank_t, grank_t_of_sums, grank_z, grank_z_of_sum, rank_test, rank_test_of_sums
from .inference.outcome import Outcome, finite_sample, require_portfolio_variance, size_if_variance_rises
from .inference.parametric import (
    adjusted_patell,
    crude_dependence,
    joint_f,
    patell,
    portfolio_t,
    require_degrees_of_freedom,
    t_test,
    t_variance,
)
from .inference.plan_battery import battery_of_plan, battery_of_tiles
from .inference.ranks import generalised_rank_scores, midranks, rank_scores, restandardise
from .inference.resampling import block_bootstrap, wild_bootstrap
from .inference.signs import generalised_sign_test, sign_test, wilcoxon
from .inference.sums.column_tests import TestRun
from .inference.sums.correlations import Correlations, joined_correlations, kind_of_correlation, tile_correlations
from .inference.sums.date_rows import Edge, between_dates, sums_by_date
from .inference.sums.event_pairs import between_events, pairs_by_date
from .inference.sums.events import EventColumns
from .inference.sums.passes import DaySums, Dispersions, Scores, day_sums, first_pass, scores, second_pass
from .inference.sums.rank_sums import RankSums, Thresholds, rank_sums
from .inference.sums.samples import PanelColumn, Sample, panel_columns, require_distinct_events
from .inference.sums.tile import Tile, column_spans
from .models.fit import fit
from .models.fitted import MODELS, FittedModel, ModelName, VarianceForecast
from .models.garch import garch_caution, garch_optimum
from .models.observations import Observations
from .numeric import Alternative, Floats, as_slice, interval, tail_probability
from .placebo.corrections import benjamini_hochberg, holm, romano_wolf
from .placebo.dates import Rows, admissible_rows, apart, require_rows, rows_spanning
from .placebo.equivalence import EquivalenceTest, equivalence
from .placebo.multiverse import Branch, Multiverse, explore
from .placebo.permutation import permute_groups
from .placebo.pooled import detectable_by_number, episodes, near_sets, placebo_sets, pooled_test, spread_test
from .placebo.power import Sides, minimum_detectable_effect, power_of
from .placebo.sample_quantile import SampleQuantileTest, detectable_effect, needed_by_all, on_common_dates
from .placebo.volatility import volatility_before
from .windows import Days, EventWindow, buy_and_hold, event_days, holding_caution, require_sessions

__all__ = [
    "INDEPENDENT",
    "METHODS",
    "MODELS",
    "PANEL_MODELS",
    "SIDED",
    "SINGLE_MODELS",
    "STEADY",
    "THIN_MODELS",
    "AbnormalReturns",
    "Alternative",
    "Among",
    "BatchFit",
    "BatteryResult",
    "BatteryRow",
    "Branch",
    "CalendarTime",
    "CalibratedTest",
    "ClusteredMeans",
    "Clustering",
    "Comparison",
    "Contagion",
    "Controls",
    "CorrelationChange",
    "Correlations",
    "CumulativeAbnormalReturn",
    "CumulativePath",
    "DateSample",
    "DayLines",
    "DaySums",
    "Days",
    "Diagnostic",
    "Diagnostics",
    "Dispersions",
    "Displayed",
    "DoseResponse",
    "Edge",
    "EffectiveNumber",
    "EquivalenceTest",
    "Estimates",
    "EventColumns",
    "EventWindow",
    "Exclusion",
    "Exclusions",
    "Extremes",
    "FittedModel",
    "Floats",
    "GroupEvent",
    "GroupResiduals",
    "HypothesisTest",
    "Influence",
    "Integers",
    "Leverage",
    "Method",
    "ModelName",
    "Multiverse",
    "Observations",
    "Outcome",
    "PanelColumn",
    "PanelData",
    "PanelPlan",
    "PanelResult",
    "PlaceboInSpace",
    "PlaceboInTime",
    "PlaceboSlopes",
    "RankAmong",
    "RankSums",
    "Resampling",
    "RollingCoefficients",
    "Rows",
    "Sample",
    "SampleQuantileTest",
    "Scores",
    "SidedTest",
    "Sides",
    "SlopeLine",
    "SlopeMethod",
    "SyntheticControl",
    "TestRun",
    "ThinFit",
    "Thresholds",
    "Tile",
    "Truths",
    "VarianceForecast",
    "WindowEffects",
    "WithoutOne",
    "abnormal_returns",
    "adjusted_bmp",
    "adjusted_patell",
    "admissible_rows",
    "apart",
    "as_slice",
    "automatic_block",
    "batch_least_squares",
    "battery",
    "battery_of_plan",
    "battery_of_sums",
    "battery_of_tiles",
    "benjamini_hochberg",
    "between_dates",
    "between_events",
    "block_bootstrap",
    "bmp",
    "buy_and_hold",
    "calendar_time",
    "calibrate",
    "check_alternative",
    "checked_methods",
    "cluster_block",
    "cluster_labels",
    "clustered_means",
    "column_spans",
    "compare_correlations",
    "contagion",
    "correlation_matrix",
    "correlations",
    "cross_sectional_t",
    "crude_dependence",
    "cusum",
    "date_sample",
    "date_tiles",
    "day_lines",
    "day_sums",
    "detectable_by_number",
    "detectable_effect",
    "diagnose",
    "donor_observations",
    "dose_response",
    "dummy_regression",
    "effective_number",
    "episodes",
    "equivalence",
    "estimate",
    "event_days",
    "event_panel",
    "explore",
    "extreme_ratios",
    "few_treated",
    "find_clusters",
    "finite_sample",
    "first_pass",
    "fisher_z",
    "fit",
    "fit_controls",
    "forbes_rigobon",
    "garch_caution",
    "garch_optimum",
    "gather",
    "generalised_rank_scores",
    "generalised_sign_test",
    "grank_t",
    "grank_t_of_sums",
    "grank_z",
    "grank_z_of_sum",
    "group_event",
    "group_residuals",
    "held_sums",
    "holding_caution",
    "holm",
    "influence",
    "interval",
    "inverse_variance",
    "jackknife_t",
    "jennrich",
    "joined_correlations",
    "joint_f",
    "kind_of_correlation",
    "leverage",
    "linear_extremes",
    "mean_correlation",
    "mean_correlation_one_date",
    "mean_off_diagonal",
    "measure_events",
    "midranks",
    "minimum_detectable_effect",
    "missing_days",
    "name_causes",
    "near_sets",
    "needed_by_all",
    "on_common_dates",
    "other_events",
    "other_events_warning",
    "own_rows",
    "pair_correlations",
    "pairs_by_date",
    "panel_columns",
    "panel_one_by_one",
    "patell",
    "permute_groups",
    "placebo_in_space",
    "placebo_in_time",
    "placebo_sets",
    "placebo_slopes",
    "pooled_test",
    "portfolio_t",
    "power_of",
    "rank_among",
    "rank_scores",
    "rank_sums",
    "rank_test",
    "rank_test_of_sums",
    "reasons_of",
    "recursive_residuals",
    "require_degrees_of_freedom",
    "require_distinct_events",
    "require_periods",
    "require_portfolio_variance",
    "require_returns",
    "require_rows",
    "require_sessions",
    "restandardise",
    "rolling_coefficients",
    "rolling_correlation",
    "romano_wolf",
    "rows_spanning",
    "scores",
    "second_pass",
    "select_methods",
    "short_text",
    "sign_test",
    "size_band",
    "size_if_variance_rises",
    "skewness_adjusted_t",
    "slope_line",
    "solve_each",
    "spread_test",
    "sums_by_date",
    "synthetic_control",
    "t_test",
    "t_variance",
    "tail_probability",
    "thin_fit",
    "tile_correlations",
    "two_way_means",
    "variance_inflation",
    "volatility_before",
    "weighted_t",
    "wilcoxon",
    "wild_bootstrap",
    "window_effects",
]
