"""Workarounds for what the tools get wrong on pages, one file for each fault, in the order in which they run."""

from collections.abc import Callable

from course.postprocess.page import Page
from course.postprocess.workarounds.actions_hidden_on_phones import repeat_actions
from course.postprocess.workarounds.edit_links_of_notebooks import link_sources
from course.postprocess.workarounds.empty_table_headings import demote_empty_headings
from course.postprocess.workarounds.links_to_folders import name_files
from course.postprocess.workarounds.primes_too_high import lower_primes
from course.postprocess.workarounds.row_headings_lost import restore_row_headings
from course.postprocess.workarounds.search_written_anyway import remove_search
from course.postprocess.workarounds.unnamed_navigations import name_navigations
from course.postprocess.workarounds.widget_scripts_from_cdn import remove_widget_scripts

WORKAROUNDS: tuple[Callable[[Page], None], ...] = (
    remove_widget_scripts,
    name_navigations,
    demote_empty_headings,
    restore_row_headings,
    lower_primes,
    repeat_actions,
    link_sources,
    name_files,
    remove_search,
)
