"""The tables, a file a concept. Importing this package makes all of them known to the metadata."""

from distributor.models.account import Account, AccountChange, AccountChangeKind, AccountGrant, AccountState, QuotaUse
from distributor.models.agency_results import AgencyResults
from distributor.models.api_call import ApiAnswer, ApiWindow
from distributor.models.api_key import ApiKey
from distributor.models.approval import Approval, StandingApproval
from distributor.models.attachment import Attachment
from distributor.models.audit import AuditEntry
from distributor.models.base import UtcDateTime
from distributor.models.campaign import Campaign, CampaignAccount, CampaignItem, CampaignSource
from distributor.models.case import (
    Case,
    CaseEvent,
    CaseMessage,
    CaseReply,
    CaseReplyState,
    CaseState,
    CommentWatch,
    SavedReply,
    Spokesperson,
)
from distributor.models.citizens import AiredProgramme, BannerSite, Opinion, Survey, SurveyAnswer, UnitSite
from distributor.models.click import Click, ClickDay, ClickPerson, ClickSalt
from distributor.models.connection import SignIn, WebhookCall
from distributor.models.correction import (
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    StepState,
)
from distributor.models.data_key import DataKey, KeyPurpose
from distributor.models.delivery import Attempt, Delivery, Incarnation, Receipt
from distributor.models.document import (
    Document,
    DocumentChange,
    DocumentIssuer,
    DocumentRelation,
    DocumentStatus,
    StatusSource,
)
from distributor.models.figures import PostFigures
from distributor.models.followers import FollowerMail, FollowerMailState, MailFollower, MailFollowerState
from distributor.models.hold import Hold
from distributor.models.item import Intake, Item, ItemKey, Revision, RevisionKind, Sighting
from distributor.models.item_words import ItemWords
from distributor.models.learning import PostTrial, Stance, TimeChoice, TrialOutcome
from distributor.models.lookup_words import LookUpWords
from distributor.models.media import Media, PostMedia
from distributor.models.media_mark import MediaMark
from distributor.models.notice import Notice
from distributor.models.post import PUBLIC_STATES, Post, PostEdit, PostTransition, ShortLink
from distributor.models.reading import AccountReading, FeedFetch, FeedSalt, MeasureGap, ReadUse
from distributor.models.render_job import RenderJob, RenderState
from distributor.models.report_mail import ReportMail, ReportMailState, ReportSchedule
from distributor.models.restoration import LinkKey, Restoration
from distributor.models.review import CommentKind, Delegation, PostComment, ReviewRule
from distributor.models.review_call import CallWay, ReviewCall
from distributor.models.sample import APART, AccountSample, Doubt, Sample
from distributor.models.sharing import AnswerState, Offer, OfferAnswer, PreAcceptance
from distributor.models.sms import (
    Audience,
    AudienceMember,
    Broadcast,
    BroadcastState,
    Consent,
    Inbound,
    ListImport,
    OptOut,
    PortedNumber,
    Recipient,
    RecipientState,
    ReplyState,
    SmsAsking,
    SmsPart,
    SmsReceipt,
    SmsReply,
    Subscriber,
)
from distributor.models.source import Source, SourceReading
from distributor.models.staff import RecoveryCode, Role, Staff, StaffSession
from distributor.models.telephone import CallOutcome, PhoneCall, PhoneRecording
from distributor.models.unit import Unit, UnitLevel, UnitName, UnitSetting, UnitSuccession
from distributor.models.webhook import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookState
from distributor.models.writing import StaffFile, Wording, WordingState, WrittenDraft
from distributor.policy import Policy
from distributor.post_states import PostState
from distributor.reading_states import AttachmentState, DocumentStatusKind, RelationKind, SourceKind

__all__ = [
    "APART",
    "PUBLIC_STATES",
    "Account",
    "AccountChange",
    "AccountChangeKind",
    "AccountGrant",
    "AccountReading",
    "AccountSample",
    "AccountState",
    "AgencyResults",
    "AiredProgramme",
    "AnswerState",
    "ApiAnswer",
    "ApiKey",
    "ApiWindow",
    "Approval",
    "Attachment",
    "AttachmentState",
    "Attempt",
    "Audience",
    "AudienceMember",
    "AuditEntry",
    "BannerSite",
    "Broadcast",
    "BroadcastState",
    "CallOutcome",
    "CallWay",
    "Campaign",
    "CampaignAccount",
    "CampaignItem",
    "CampaignSource",
    "Case",
    "CaseEvent",
    "CaseMessage",
    "CaseReply",
    "CaseReplyState",
    "CaseState",
    "Click",
    "ClickDay",
    "ClickPerson",
    "ClickSalt",
    "CommentKind",
    "CommentWatch",
    "Consent",
    "Correction",
    "CorrectionAct",
    "CorrectionCause",
    "CorrectionState",
    "CorrectionStep",
    "DataKey",
    "Delegation",
    "Delivery",
    "Document",
    "DocumentChange",
    "DocumentIssuer",
    "DocumentRelation",
    "DocumentStatus",
    "DocumentStatusKind",
    "Doubt",
    "FeedFetch",
    "FeedSalt",
    "FollowerMail",
    "FollowerMailState",
    "Hold",
    "Inbound",
    "Incarnation",
    "Intake",
    "Item",
    "ItemKey",
    "ItemWords",
    "KeyPurpose",
    "LinkKey",
    "ListImport",
    "LookUpWords",
    "MailFollower",
    "MailFollowerState",
    "MeasureGap",
    "Media",
    "MediaMark",
    "Notice",
    "Offer",
    "OfferAnswer",
    "Opinion",
    "OptOut",
    "PhoneCall",
    "PhoneRecording",
    "Policy",
    "PortedNumber",
    "Post",
    "PostComment",
    "PostEdit",
    "PostFigures",
    "PostMedia",
    "PostState",
    "PostTransition",
    "PostTrial",
    "PreAcceptance",
    "QuotaUse",
    "ReadUse",
    "Receipt",
    "Recipient",
    "RecipientState",
    "RecoveryCode",
    "RelationKind",
    "RenderJob",
    "RenderState",
    "ReplyState",
    "ReportMail",
    "ReportMailState",
    "ReportSchedule",
    "Restoration",
    "ReviewCall",
    "ReviewRule",
    "Revision",
    "RevisionKind",
    "Role",
    "Sample",
    "SavedReply",
    "ShortLink",
    "Sighting",
    "SignIn",
    "SmsAsking",
    "SmsPart",
    "SmsReceipt",
    "SmsReply",
    "Source",
    "SourceKind",
    "SourceReading",
    "Spokesperson",
    "Staff",
    "StaffFile",
    "StaffSession",
    "Stance",
    "StandingApproval",
    "StatusSource",
    "StepState",
    "Subscriber",
    "Survey",
    "SurveyAnswer",
    "TimeChoice",
    "TrialOutcome",
    "Unit",
    "UnitLevel",
    "UnitName",
    "UnitSetting",
    "UnitSite",
    "UnitSuccession",
    "UtcDateTime",
    "WebhookAttempt",
    "WebhookCall",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
    "WebhookState",
    "Wording",
    "WordingState",
    "WrittenDraft",
]
