"""Names at the border: JavaScript's reserved words, and what the framework and the DOM call their members.

Names that an author chooses are never changed (reserved words get a `$`). A snake_case name becomes camelCase only
where it is in one
of these tables and its receiver is the framework's or the browser's.
"""

from __future__ import annotations

import re
from typing import Optional

RESERVED = frozenset(
    """break case catch class const continue debugger default delete do else enum export extends false finally for
    function if
    implements import in instanceof interface let new null package private protected public return static super switch
    this throw
    true try typeof var void while with yield await async of arguments eval undefined NaN Infinity globalThis Object
    Array Map Set
    Math Number String Boolean Symbol Error Promise JSON BigInt Function Proxy Reflect console document
    window""".split()
)


def js_name(name: str) -> str:
    """The JavaScript name of a Python variable."""
    return name + "$" if name in RESERVED else name


def attribute_name(name: str, class_name: Optional[str] = None) -> str:
    """The JavaScript name of an author's attribute; `__private` names are mangled as Python does."""
    if class_name is not None and name.startswith("__") and not name.endswith("__"):
        return f"_{class_name.lstrip('_')}{name}"
    return name + "$" if name in ("constructor", "__proto__", "prototype") else name


def camel(name: str) -> str:
    """`set_state` -> `setState`; leading underscores stay."""
    return re.sub(r"(?<=[^_])_([a-z0-9])", lambda m: m.group(1).upper(), name)


# Members of Module and Component (and of what they hand out) whose spelling differs.
FRAMEWORK = {
    name: camel(name)
    for name in """on_start on_stop set_state set_state_sync batch_state watch_state call_action clear_timeout
    clear_interval clear_timers adopt_component add_cleanup mount_before on_socket off_socket emit_socket join_topic
    leave_topic refetch_on_socket create_selector create_state_store form_data upload_form set_metadata
    action_error_message virtual_scroll sync_component load_more""".split()
}
_BOTH = """set_state on off delegate listen emit timeout interval clear_timeout clear_interval clear_timers add_cleanup
    adopt create_selector form_data upload upload_form action_error_message navigate set_metadata provider"""
# The methods that every Module or Component has; `sprag.authoring.browser` declares them for editors.
CALLED = {
    "Module": frozenset(
        f"""{_BOTH} start stop batch_state subscribe watch_state adopt_component call_action on_socket off_socket
        emit_socket join_topic leave_topic refetch_on_socket""".split()
    ),
    "Component": frozenset(f"{_BOTH} set_state_sync render mount mount_before unmount".split()),
}
# Those, and what every Module or Component has to be read.
MEMBERS = {
    "Module": CALLED["Module"]
    | frozenset("state element component actions route socket screen refs virtual_scroll".split()),
    "Component": CALLED["Component"] | frozenset("state element props module refs virtual_scroll".split()),
}
DOM = {
    name: camel(name)
    for name in """prevent_default stop_propagation stop_immediate_propagation default_prevented composed_path
    time_stamp
    current_target related_target alt_key ctrl_key meta_key shift_key key_code client_x client_y page_x page_y screen_x
    screen_y
    offset_x offset_y movement_x movement_y delta_x delta_y delta_z delta_mode data_transfer input_type is_composing
    is_trusted
    pointer_id pointer_type target_touches changed_touches query_selector query_selector_all add_event_listener
    remove_event_listener dispatch_event class_list class_name inner_text text_content node_type node_name node_value
    tag_name local_name parent_element parent_node child_nodes first_child last_child next_sibling previous_sibling
    first_element_child last_element_child next_element_sibling previous_element_sibling child_element_count
    append_child
    remove_child replace_child replace_children replace_with insert_before insert_adjacent_element insert_adjacent_text
    clone_node get_attribute set_attribute remove_attribute has_attribute toggle_attribute get_attribute_names
    get_bounding_client_rect get_client_rects scroll_into_view scroll_to scroll_by scroll_top scroll_left scroll_width
    scroll_height
    offset_width offset_height offset_top offset_left offset_parent client_width client_height client_top client_left
    get_element_by_id get_elements_by_class_name get_elements_by_tag_name create_element create_text_node
    create_document_fragment active_element document_element is_connected content_editable tab_index read_only
    max_length
    min_length selected_index selected_options default_value default_checked selection_start selection_end
    set_selection_range check_validity report_validity set_custom_validity validation_message will_validate form_data
    request_submit value_as_number value_as_date current_time play_state playback_rate request_fullscreen
    exit_fullscreen
    show_modal return_value local_storage session_storage get_item set_item remove_item request_animation_frame
    cancel_animation_frame request_idle_callback set_timeout clear_timeout set_interval clear_interval inner_width
    inner_height
    outer_width outer_height device_pixel_ratio match_media user_agent push_state replace_state get_context
    to_blob
    to_data_url begin_path close_path move_to line_to fill_rect clear_rect stroke_rect fill_style stroke_style
    line_width
    fill_text stroke_text create_object_url revoke_object_url read_as_text read_as_data_url last_modified
    has_pointer_capture
    set_pointer_capture release_pointer_capture insert_adjacent_html natural_width natural_height current_src src_object
    set_request_header intersection_ratio is_intersecting bounding_client_rect content_rect
    get_property_value set_property remove_property get_computed_style on_line write_text read_text
    set_data get_data clear_data set_drag_image drop_effect effect_allowed clipboard_data get_as_file get_modifier_state
    is_primary element_from_point elements_from_point get_selection remove_all_ranges add_range get_range_at
    create_range
    select_node_contents ready_state visibility_state has_focus scroll_x scroll_y scrolling_element owner_document
    create_element_ns set_attribute_ns get_attribute_ns import_node has_child_nodes has_attributes is_content_editable
    fullscreen_element pointer_lock_element request_pointer_lock exit_pointer_lock video_width video_height
    can_play_type
    draw_image measure_text arc_to bezier_curve_to quadratic_curve_to round_rect line_cap line_join set_line_dash
    set_transform reset_transform global_alpha global_composite_operation shadow_blur shadow_color shadow_offset_x
    shadow_offset_y text_align text_baseline create_linear_gradient create_radial_gradient create_pattern
    add_color_stop
    get_image_data put_image_data get_computed_text_length get_total_length get_point_at_length cookie_enabled
    max_touch_points send_beacon search_params array_buffer status_text structured_clone queue_microtask show_popover
    hide_popover toggle_popover show_picker step_up step_down set_range_text selection_direction property_name
    animation_name elapsed_time get_animations css_text added_nodes removed_nodes take_records root_bounds
    intersection_rect border_box_size content_box_size last_event_id post_message old_value new_value insert_row
    delete_row insert_cell delete_cell row_index cell_index shadow_root attach_shadow get_root_node check_visibility
    is_equal_node is_same_node start_view_transition for_each get_full_year get_month get_date get_day get_hours
    get_minutes get_seconds get_milliseconds get_time get_timezone_offset to_locale_string to_locale_date_string
    to_locale_time_string""".split()
}
DOM.update(
    {
        "inner_html": "innerHTML",
        "outer_html": "outerHTML",
        "insert_adjacent_html": "insertAdjacentHTML",
        "to_data_url": "toDataURL",
        "create_object_url": "createObjectURL",
        "revoke_object_url": "revokeObjectURL",
        "read_as_data_url": "readAsDataURL",
        "base_uri": "baseURI",
        "namespace_uri": "namespaceURI",
        **{n: camel(n)[:-1] + "S" for n in ("create_element_ns", "get_attribute_ns", "set_attribute_ns")},
        "to_iso_string": "toISOString",
        "get_bbox": "getBBox",
    }
)
# `dom.x` -> the function of ragot/dom.js.
DOM_HELPERS = {
    "query": "$",
    "query_all": "$$",
    **{n: camel(n) for n in """show hide toggle css attr clear batch_append append prepend insert_before remove
    create_icon
    animate_in animate_out clear_pool create_element""".split()},
}  # fmt: skip
# Members whose use means that a feature of ragot/client/ is needed (docs/architecture.md, section 3).
FEATURES = {
    **dict.fromkeys(
        "on_socket off_socket emit_socket join_topic leave_topic refetch_on_socket".split(), "sockets"
    ),
    "listen": "events",
    **dict.fromkeys("upload upload_form".split(), "uploads"),
    "form_data": "forms",
    "set_metadata": "metadata",
    "navigate": "navigation",
}
# Attributes that JavaScript's own types have and Python's do not: read through a helper that knows the difference.
JS_OWN = frozenset(
    """length push shift unshift slice splice concat map filter forEach reduce every some includes indexOf lastIndexOf
    find findIndex
    flat flatMap fill at entries keys values has get set delete size toString valueOf charAt charCodeAt codePointAt trim
    padStart padEnd toUpperCase toLowerCase substring substr match search repeat sort reverse join apply call bind name
    prototype
    toFixed toPrecision constructor hasOwnProperty isPrototypeOf toLocaleString normalize replace replaceAll split
    startsWith
    endsWith next return throw from of then catch finally message stack cause""".split()
)


EXCEPTIONS = {
    "BaseException": None, "Exception": "BaseException", "ArithmeticError": "Exception",
    "ZeroDivisionError": "ArithmeticError",
    "OverflowError": "ArithmeticError", "AssertionError": "Exception", "AttributeError": "Exception",
    "LookupError": "Exception",
    "IndexError": "LookupError", "KeyError": "LookupError", "NameError": "Exception", "UnboundLocalError": "NameError",
    "RuntimeError": "Exception", "RecursionError": "RuntimeError", "NotImplementedError": "RuntimeError",
    "StopIteration": "Exception", "StopAsyncIteration": "Exception", "TypeError": "Exception",
    "ValueError": "Exception",
    "MemoryError": "Exception", "UnicodeError": "ValueError", "OSError": "Exception", "TimeoutError": "OSError",
    "ConnectionError": "OSError",
    "FileNotFoundError": "OSError", "FileExistsError": "OSError", "PermissionError": "OSError",
    "ConnectionAbortedError": "ConnectionError", "ConnectionRefusedError": "ConnectionError",
    "ConnectionResetError": "ConnectionError", "BrokenPipeError": "ConnectionError",
    "ImportError": "Exception", "EOFError": "Exception", "FloatingPointError": "ArithmeticError",
    "Warning": "Exception", "UserWarning": "Warning", "DeprecationWarning": "Warning", "RuntimeWarning": "Warning",
    "KeyboardInterrupt": "BaseException", "SystemExit": "BaseException", "GeneratorExit": "BaseException",
}  # fmt: skip
