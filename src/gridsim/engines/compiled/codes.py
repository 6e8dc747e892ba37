"""The words of the vocabulary as plain whole numbers, as the event loop compares them."""

from __future__ import annotations

from gridsim.vocabulary import Activity, Channel, First, Outcome, Rank, RoundKind, Status, Tier, WorkKind

HIDDEN, CLEARED, LEFT, KNOWN, REJECTED, QUEUED, IN_PROGRESS, PENDING, CLOSED = (int(one) for one in Status)
SERVE, ATTEND, VERIFY, DEPARTMENT = (int(one) for one in WorkKind)
OPEN, SOLVED, ESCALATED, FALSE, SOUND, GONE, WENT_AWAY = (int(one) for one in Outcome)
FOUND_ON_STREET, FOUND_AT_HOME, BY_RESIDENT, AT_COUNTER = (int(one) for one in Channel)
OFF = int(Activity.OFF)
COMMUNITY = int(Tier.COMMUNITY)
DEPARTMENT_FIRST = int(First.DEPARTMENT)
KINDS_OF_ROUND = len(RoundKind)
(
    WORKER_FINISHES, CREW_FINISHES, ONSET, MEETING, REPORT, CLEARING, DELAY_ENDS, COMMUNITY_DISPATCHES,
    DEPARTMENT_DISPATCHES, PATIENCE_ENDS, COUNTER_CLOSES,
) = (int(one) for one in Rank)  # fmt: skip
