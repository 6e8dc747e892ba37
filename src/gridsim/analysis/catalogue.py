"""The measures by name: what each says, in what unit, and which way is better. Order as in MODEL.md 10.

Nothing is computed here, and nothing heavy is imported: a command line may print this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["lower", "higher"]


@dataclass(frozen=True)
class MeasureInfo:
    """One measure: labels for readers, its unit, the better direction (None: neither) and its exact meaning.

    `issue` measures are computed from issues and given by community type, migrant band, group and category;
    `staff` measures from the shifts of workers and crews.
    """

    label_en: str
    label_zh: str
    unit: str
    better: Better | None
    meaning: str
    of: Literal["issue", "staff"] = "issue"


def _info(en: str, zh: str, unit: str, better: Better | None, meaning: str) -> MeasureInfo:
    return MeasureInfo(en, zh, unit, better, meaning)


def _staff(en: str, zh: str, unit: str, better: Better | None, meaning: str) -> MeasureInfo:
    return MeasureInfo(en, zh, unit, better, meaning, "staff")


RESTRICTION_DAYS = 30  # means of censored times count the first 30 days, or half the observed time if that is shorter
_RESTRICTED = (
    "Kaplan-Meier mean restricted to the first 30 days (to half of warm-up..horizon if that is shorter); "
    "cases still open count as open at the horizon"
)

MEASURES: dict[str, MeasureInfo] = {
    "exposure_mean_h": _info(
        "exposure", "问题存续时间", "h", "lower",
        f"onset to closing, or clearing while hidden; visitors left out, refused reports censored. {_RESTRICTED}",
    ),
    "hidden_issue_hours": _info(
        "hidden issue-hours", "未发现问题小时数", "issue-hours", "lower",
        "sum over issues of min(discovered, cleared, horizon) - occurred",
    ),
    "hidden_mean_h": _info(
        "hidden time per issue", "平均未发现时间", "h", "lower",
        "hidden issue-hours divided by the issues that occurred, cut at the horizon",
    ),
    "resident_response_median_h": _info(
        "response to residents' reports, median", "居民诉求响应时间（中位数）", "h", "lower",
        "attended - discovered of residents' reports, Kaplan-Meier, open ones censored; refused reports left out",
    ),
    "resident_response_p90_h": _info(
        "response to residents' reports, 90th percentile", "居民诉求响应时间（90分位）", "h", "lower",
        "as the median: the time by which 90 % are attended; missing if never reached before the horizon",
    ),
    "on_time_share": _info(
        "residents' reports attended on time", "居民诉求按时响应率", "share", "higher",
        "of residents' reports whose response was due before the horizon: attended by then; open and overdue is late",
    ),
    "backlog_mean": _info(
        "backlog, mean", "平均积压量", "issues", "lower",
        "time average over [warm-up, horizon) of attempts filed and not closed, visitors and early issues included",
    ),
    "backlog_end": _info(
        "backlog at the end", "期末积压量", "issues", "lower",
        "issues filed and not closed at the horizon, whenever they occurred",
    ),
    "resolution_median_h": _info(
        "resolution, median", "解决时间（中位数）", "h", "lower",
        "filing to the last fix of reports and finds, once closed (found gone: to closing), Kaplan-Meier",
    ),
    "resolution_on_time_share": _info(
        "resolved on time", "按期解决率", "share", "higher",
        "of reports and finds whose resolution was due before the horizon: closed, with the last fix by then",
    ),
    "queue_mean_h": _info(
        "queue time of residents' reports", "居民诉求排队时间", "h", "lower", f"attended - filed. {_RESTRICTED}"
    ),
    "visitor_wait_mean_min": _info(
        "visitors' wait at the counter", "窗口等候时间", "min", "lower",
        "filing to the start of service or to leaving, of all visitors; those waiting at the horizon up to it",
    ),
    "left_share": _info(
        "visitors who left unserved", "窗口流失率", "share", "lower",
        "chance to leave before service, which competes with it (Aalen-Johansen)",
    ),
    "found_by_resident_share": _info(
        "discovered by a resident's report", "居民上报发现占比", "share", None, "of all issues that occurred"
    ),
    "found_by_street_round_share": _info(
        "discovered on a street round", "巡查发现占比", "share", None, "of all issues that occurred"
    ),
    "found_by_household_round_share": _info(
        "discovered on a household round", "入户走访发现占比", "share", None, "of all issues that occurred"
    ),
    "found_by_counter_share": _info(
        "brought to the counter", "窗口受理占比", "share", None, "of all issues that occurred"
    ),
    "cleared_hidden_share": _info(
        "cleared before anyone knew", "未发现即消失占比", "share", None, "of all issues that occurred"
    ),
    "solved_on_site_share": _info(
        "solved on site", "现场解决率", "share", "higher",
        "of first attempts finished by a grid worker with something left to solve",
    ),
    "escalated_share": _info(
        "went up to a department", "上报部门占比", "share", None, "of issues filed: reached a tier above the community"
    ),
    "returned_share": _info("returned", "返工率", "share", "lower", "of issues filed: a check found a false fix"),
    "repeated_share": _info("repeated", "重复投诉率", "share", "lower", "of issues filed: a complaint came again"),
    "pending_count": _info("pending", "挂账数", "issues", "lower", "failed four attempts"),
    "false_closed_share": _info(
        "falsely closed", "虚假结案率", "share", "lower", "of issues closed: the last fix was false"
    ),
    "rejected_share": _info("refused at filing", "不予受理率", "share", "lower", "of residents' reports decided on"),
    "utilisation_open": _staff(
        "busy while open", "可出勤时段忙碌率", "share", None,
        "busy minutes inside open minutes / open minutes; open: a non-urgent task may be taken, for roles that "
        "serve also the counter; for a crew its calendar",
    ),
    "overtime_h": _staff("overtime", "加班时间", "h", "lower", "busy outside the timetable, all workers together"),
    "street_rounds_per_week": _staff(
        "street rounds per grid and week", "每网格每周巡查次数", "rounds", "higher",
        "street-round minutes not busy / round minutes per grid, over all grids and weeks",
    ),
    "cost": _staff("cost", "人力成本", "cost", "lower", "scheduled and overtime hours at the role's cost per hour"),
    "staff": _staff("staff", "工作人员数", "workers", None, "workers in post"),
    "households_per_worker": _staff(
        "households per worker", "每名工作人员服务户数", "households", None, "the realised ratio"
    ),
    "waiting_calendar_h": _info(
        "waiting: nobody on duty, or closed", "等待：无人值班或部门下班", "h", "lower",
        "per issue filed: queued in the community while no worker who may take it was in an activity that permits it, "
        "or at a department while its office was closed",
    ),
    "waiting_people_h": _info(
        "waiting: everyone busy", "等待：人手不足", "h", "lower",
        "per issue filed: queued in the community while somebody who may take it was on duty for it",
    ),
    "waiting_departments_h": _info(
        "waiting: department busy, dispatch", "等待：派遣与部门排队", "h", "lower",
        "per issue filed: dispatch to departments, and their queues while they are open",
    ),
    "occurred": _info("issues that occurred", "发生问题数", "issues", None, "the cohort: onset from the warm-up on"),
    "open_at_end": _info(
        "open at the end", "期末未结数", "issues", "lower", "of the cohort: not cleared, left, refused or closed"
    ),
}  # fmt: skip

HEADLINE = ("exposure_mean_h", "hidden_issue_hours", "resident_response_median_h", "on_time_share", "backlog_mean")


def unit_of(measure: str, by: str = "all") -> str:
    """The unit of a row: a Gini index has none, whatever it is taken over."""
    return "index" if by == "gini" else MEASURES[measure].unit
