"""Tables of delivery: milestones, evaluation, acceptance, payment, rectification, alerts, assisted orders."""

from __future__ import annotations

from app.delivery.models.acceptance import Acceptance, RecipientOpinion, Rectification
from app.delivery.models.alerts import Alert
from app.delivery.models.milestones import Evidence, Milestone
from app.delivery.models.orders import LIVE_ORDER, AssistedOrder
from app.delivery.models.payments import Payment
from app.delivery.models.rating_models import (
    Evaluation,
    EvaluationAnswer,
    EvaluationRespondent,
    EvaluationTally,
)
from app.delivery.models.shared import (
    ALERT_KINDS,
    CHANNELS,
    CONCLUSIONS,
    ENDED_PAYMENTS,
    PAYABLE,
    PAYERS,
    STAGES,
    UNNAMED,
    WITNESSES,
    part_scope,
)

__all__ = [
    "ALERT_KINDS",
    "CHANNELS",
    "CONCLUSIONS",
    "ENDED_PAYMENTS",
    "LIVE_ORDER",
    "PAYABLE",
    "PAYERS",
    "STAGES",
    "UNNAMED",
    "WITNESSES",
    "Acceptance",
    "Alert",
    "AssistedOrder",
    "Evaluation",
    "EvaluationAnswer",
    "EvaluationRespondent",
    "EvaluationTally",
    "Evidence",
    "Milestone",
    "Payment",
    "RecipientOpinion",
    "Rectification",
    "part_scope",
]
