"""Which parameters each edge of a Page takes, read out of Meta's published node descriptions (v25.0).

The sandbox refuses anything else. That is stricter than Graph, which ignores most unknown names: a misspelt parameter
that is silently ignored is exactly what a test should find.
"""

from __future__ import annotations

from sandbox.calls import Call
from sandbox.graph.errors import bad_parameter

# Taken by every call of Graph.
EVERYWHERE = frozenset(
    {
        "access_token",
        "appsecret_proof",
        "fields",
        "format",
        "pretty",
        "locale",
        "date_format",
        "method",
        "debug",
    }
    | {"suppress_http_code", "metadata", "summary"}
)
# Taken by every edge that lists.
PAGING = frozenset({"limit", "since", "until", "after", "before", "offset", "__paging_token"})

_POST_FEED = """
actions album_id android_key_hash application_id asked_fun_fact_prompt_id asset3d_id associated_id
attach_place_suggestion attached_media audience_exp backdated_time backdated_time_granularity breaking_news
breaking_news_expiration call_to_action caption child_attachments client_mutation_id composer_entry_picker
composer_entry_point composer_entry_time composer_session_events_log composer_session_id composer_source_surface
composer_type connection_class content_attachment coordinates cta_link cta_type description direct_share_status
enforce_link_ownership expanded_height expanded_width feed_targeting formatting fun_fact_prompt_id fun_fact_toastee_id
height home_checkin_city_id image_crops implicit_with_tags instant_game_entry_point_data ios_bundle_id
is_backout_draft is_boost_intended is_explicit_location is_explicit_share is_group_linking_post is_photo_container
link location_source_id manual_privacy message multi_share_end_card multi_share_optimized name nectar_module
object_attachment og_action_type_id og_hide_object_attachment og_icon_id og_object_id og_phrase og_set_profile_badge
og_suggestion_mechanism page_recommendation picture place place_attachment_setting place_list place_list_data
post_surfaces_blacklist posting_to_redspace privacy prompt_id prompt_tracking_string properties proxied_app_id
publish_event_id published quote ref referenceable_image_ids referral_id scheduled_publish_time source sponsor_id
sponsor_relationship suggested_place_id tags target_surface targeting text_format_metadata text_format_preset_id
text_only_place thumbnail time_since_original_post title tracking_info unpublished_content_type user_selected_tags
video_start_time_ms viewer_coordinates width
"""
_POST_PHOTOS = """
aid allow_spherical_photo alt_text_custom android_key_hash application_id attempt audience_exp backdated_time
backdated_time_granularity caption composer_session_id direct_share_status feed_targeting filter_type
full_res_is_coming_later initial_view_heading_override_degrees initial_view_pitch_override_degrees
initial_view_vertical_fov_override_degrees ios_bundle_id is_explicit_location is_explicit_place location_source_id
manual_privacy message name nectar_module no_story offline_id og_action_type_id og_icon_id og_object_id og_phrase
og_set_profile_badge og_suggestion_mechanism parent_media_id place privacy profile_id provenance_info proxied_app_id
published qn scheduled_publish_time spherical_metadata sponsor_id sponsor_relationship tags target_id targeting
temporary time_since_original_post uid unpublished_content_type url user_selected_tags vault_image_id
"""
_POST_PAGE_POST = """
attached_media backdated_time backdated_time_granularity composer_session_id direct_share_status
explicitly_added_mentionee_ids feed_story_visibility is_explicit_location is_hidden is_pinned is_published message
og_action_type_id og_hide_object_attachment og_icon_id og_object_id og_phrase og_set_profile_badge
og_suggestion_mechanism place privacy product_item scheduled_publish_time should_sync_product_edit source_type
sponsor_id sponsor_relationship tags text_format_preset_id timeline_visibility tracking
"""

_POST_VIDEOS = """
ad_breaks application_id asked_fun_fact_prompt_id audio_story_wave_animation_handle backdated_post call_to_action
composer_entry_picker composer_entry_point composer_entry_time composer_session_events_log composer_session_id
composer_source_surface composer_type container_type content_category content_tags creative_tools crossposted_video_id
custom_labels description direct_share_status edit_description_spec embeddable end_offset expiration
fbuploader_video_file_chunk feed_targeting file_size file_url fisheye_video_cropped formatting fov front_z_rotation
fun_fact_prompt_id fun_fact_toastee_id guide guide_enabled initial_heading initial_pitch instant_game_entry_point_data
is_boost_intended is_explicit_share is_group_linking_post is_partnership_ad is_voice_clip location_source_id
manual_privacy multilingual_data no_story og_action_type_id og_icon_id og_object_id og_phrase og_suggestion_mechanism
original_fov original_projection_type partnership_ad_ad_code publish_event_id published reference_only
referenced_sticker_id replace_video_id scheduled_publish_time secret slideshow_spec social_actions source
source_instagram_media_id specified_dialect spherical sponsor_id sponsor_relationship start_offset swap_mode targeting
text_format_metadata thumb time_since_original_post title transcode_setting_properties universal_video_id
unpublished_content_type upload_phase upload_session_id upload_setting_properties video_asset_id video_file_chunk
video_id_original video_start_time_ms waterfall_id
"""
_POST_VIDEO = """
ad_breaks allow_bm_crossposting allow_crossposting_for_pages backdated_time backdated_time_granularity call_to_action
content_category content_tags custom_labels description direct_share_status embeddable expiration expire_now
increment_play_count name preferred_thumbnail_id privacy publish_to_news_feed publish_to_videos_tab published
scheduled_publish_time social_actions sponsor_id sponsor_relationship tags target universal_video_id
"""
_POST_COMMENTS = """
attachment_id attachment_share_url attachment_url comment comment_privacy_value feedback_source message nectar_module
parent_comment_id post_id tracking
"""
_POST_ANSWERS = """
attachment_id attachment_share_url attachment_url comment_privacy_value facepile_mentioned_ids feedback_source
is_offline message nectar_module object_id parent_comment_id text tracking
"""

# (node, method, edge) -> parameters; the edge "" is the node itself.
PARAMETERS: dict[tuple[str, str, str], frozenset[str]] = {
    ("Page", "GET", ""): frozenset({"account_linking_token"}),
    ("Page", "GET", "feed"): frozenset({"include_hidden", "limit", "show_expired", "with"}),
    ("Page", "GET", "published_posts"): frozenset({"include_hidden", "limit", "show_expired", "with"}),
    ("Page", "GET", "photos"): frozenset({"biz_tag_id", "business_id", "type"}),
    ("Page", "GET", "insights"): frozenset(
        {"breakdown", "date_preset", "metric", "period", "show_description_from_api_doc", "since", "until"}
    ),
    ("Page", "POST", "feed"): frozenset(_POST_FEED.split()),
    ("Page", "POST", "photos"): frozenset(_POST_PHOTOS.split()),
    ("Page", "GET", "videos"): frozenset({"type"}),
    ("Page", "POST", "videos"): frozenset(_POST_VIDEOS.split()),
    ("Page", "GET", "video_reels"): frozenset({"since", "until"}),
    ("Page", "POST", "video_reels"): frozenset(
        {
            "description",
            "feed_targeting",
            "place",
            "scheduled_publish_time",
            "targeting",
            "title",
            "upload_phase",
            "video_id",
            "video_state",
        }
    ),
    ("PagePost", "GET", ""): frozenset({"primary_fb_page_id", "primary_ig_user_id"}),
    ("PagePost", "GET", "insights"): frozenset({"date_preset", "metric", "period", "since", "until"}),
    ("PagePost", "GET", "comments"): frozenset({"filter", "live_filter", "order", "since"}),
    ("PagePost", "POST", "comments"): frozenset(_POST_COMMENTS.split()),
    ("PagePost", "GET", "reactions"): frozenset({"type"}),
    ("PagePost", "GET", "attachments"): frozenset(),
    ("PagePost", "POST", ""): frozenset(_POST_PAGE_POST.split()),
    ("PagePost", "DELETE", ""): frozenset(),
    ("Photo", "GET", ""): frozenset(),
    ("Photo", "DELETE", ""): frozenset(),
    ("Page", "POST", "subscribed_apps"): frozenset({"subscribed_fields"}),
    ("AdVideo", "GET", ""): frozenset(),
    ("AdVideo", "POST", ""): frozenset(_POST_VIDEO.split()),
    ("AdVideo", "DELETE", ""): frozenset(),
    ("AdVideo", "POST", "thumbnails"): frozenset({"is_preferred", "source"}),
    ("AdVideo", "POST", "captions"): frozenset({"captions_file", "default_locale", "locales_to_delete"}),
    ("AdVideo", "GET", "comments"): frozenset({"filter", "live_filter", "order", "since"}),
    ("AdVideo", "POST", "comments"): frozenset(_POST_ANSWERS.split()),
    ("Comment", "GET", ""): frozenset(),
    ("Comment", "POST", ""): frozenset(
        {"attachment_id", "attachment_share_url", "attachment_url", "is_hidden", "message"}
    ),
    ("Comment", "DELETE", ""): frozenset(),
    ("Comment", "GET", "comments"): frozenset({"filter", "live_filter", "order", "since"}),
    ("Comment", "POST", "comments"): frozenset(_POST_ANSWERS.split()),
}

# File parts of multipart/form-data. Of a photo's bytes the node description does not tell; the others it lists as parameters.
FILE_PART = "source"
FILES: dict[tuple[str, str], frozenset[str]] = {
    ("Page", "videos"): frozenset({"video_file_chunk", "thumb"}),
    ("AdVideo", "thumbnails"): frozenset({"source"}),
    ("AdVideo", "captions"): frozenset({"captions_file"}),
}


def check_parameters(node: str, edge: str, call: Call) -> None:
    """Raises GraphRefused (#100) for the first parameter that this edge does not take."""
    known = PARAMETERS[(node, call.method, edge)] | EVERYWHERE
    if call.method == "GET" and edge:
        known |= PAGING
    for name in call.parameters:
        if name.partition("[")[0] not in known:
            raise bad_parameter(f"Unknown parameter {name!r} for {call.method} {node}/{edge}")
    for name in call.files:
        # The bytes of a photo may come under any name.
        if (node, edge) != ("Page", "photos") and name not in FILES.get((node, edge), frozenset()):
            raise bad_parameter(f"Unexpected file {name!r} for {call.method} {node}/{edge}")


_TOLD_OF = """
affiliation attire awards bio birthday business_integrity call_permission_reply call_settings_update calls category
checkins comment_poll_response company_overview conversations culinary_team current_location description email
feature_access_list feed follow founded general_info general_manager group_feed hometown hours inbox_labels
invalid_topic_placeholder invoice_access_bank_slip_events invoice_access_invoice_change
invoice_access_invoice_draft_change invoice_access_onboarding_status_active leadgen leadgen_fat leadgen_update
live_videos local_delivery location marketing_message_clicks marketing_message_deliveries
marketing_message_delivery_failed marketing_message_echoes marketing_message_reads
marketing_messages_subscriber_upload_status mcom_invoice_change members mention merchant_review message_context
message_deliveries message_echoes message_edits message_mention message_reactions message_reads
message_template_status_update messages messaging_account_linking messaging_appointments messaging_checkout_updates
messaging_customer_information messaging_direct_sends messaging_fblogin_account_linking messaging_feedback
messaging_game_plays messaging_handovers messaging_in_thread_lead_form_submit messaging_integrity messaging_optins
messaging_optouts messaging_payments messaging_policy_enforcement messaging_postbacks messaging_pre_checkouts
messaging_referrals mission name page_about_story page_change_proposal page_upcoming_change parking payment_options
payment_request_update personal_info personal_interests phone picture price_range product_review products
public_transit publisher_subscriptions ratings registration response_feedback send_cart standby story_poll_response
story_share user_action video_text_question_responses videos website
"""
SUBSCRIBED = frozenset(_TOLD_OF.split())
"""What a Page may tell an application of: `pagesubscribed_apps_subscribed_fields_enum_param`."""


def subscribed_fields(call: Call) -> frozenset[str]:
    """What the Page is to tell of. Raises GraphRefused for nothing, and for what the description does not have."""
    wanted = [name.strip() for name in call.parameters.get("subscribed_fields", "").split(",") if name.strip()]
    if not wanted:
        raise bad_parameter("The parameter subscribed_fields is required")
    for number, name in enumerate(wanted):
        if name not in SUBSCRIBED:
            raise bad_parameter(f"Param subscribed_fields[{number}] must be one of {', '.join(sorted(SUBSCRIBED))}")
    return frozenset(wanted)
