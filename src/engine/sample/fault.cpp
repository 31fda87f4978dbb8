// The catalogue of faults, in the order of the enumeration.
#include "engine/sample/fault.hpp"

#include "base/check.hpp"

namespace sample {
namespace {

using enum Fault;

// Fault, name, what it causes, in unit loans, personal loans, bills, needs a supplement, needs own
// chapter files.
constexpr FaultRow rows[] = {
    {uscc_check, "uscc_check", "id_check", 1, 1, 1, 0, 0},
    {uscc_shape, "uscc_shape", "id_check", 1, 0, 1, 0, 0},
    {uscc_inner, "uscc_inner", "id_suspicious", 1, 0, 1, 0, 0},
    {lei_check, "lei_check", "id_check", 1, 0, 1, 0, 0},
    {region_hkmotw, "region_hkmotw", "region_hkmotw", 1, 0, 1, 0, 0},
    {region_empty, "region_empty", "filled", 1, 1, 1, 0, 0},
    {foreign_industry, "foreign_industry", "foreign_industry", 1, 0, 1, 0, 0},
    {org_size, "org_size", "org_size", 1, 0, 1, 0, 0},
    {coop_size, "coop_size", "coop_size", 1, 0, 1, 0, 0},
    {size_differs, "size_differs", "size_differs", 1, 0, 1, 0, 0},
    {sector_empty, "sector_empty", "filled", 1, 0, 1, 0, 0},
    {sector_of_repo_empty, "sector_of_repo_empty", "filled", 1, 0, 0, 0, 0},
    {industry_empty, "industry_empty", "filled", 1, 0, 1, 0, 0},
    {size_empty, "size_empty", "filled", 1, 0, 1, 0, 0},
    {customer_unknown, "customer_unknown", "customer_found", 1, 1, 0, 1, 0},
    {customer_text, "customer_text", "", 1, 0, 0, 0, 0},
    {wrong_type_htp, "wrong_type_htp", "match_htp_use=错报", 1, 0, 0, 1, 0},
    {wrong_type_hts, "wrong_type_hts", "match_hts_use=错报", 1, 0, 0, 1, 0},
    {wrong_type_se, "wrong_type_se", "match_se_use=错报", 1, 0, 0, 1, 0},
    {wrong_type_pa, "wrong_type_pa", "match_pa_use=错报", 1, 0, 0, 1, 0},
    {wrong_type_ec, "wrong_type_ec", "match_ec_use=错报", 1, 0, 0, 1, 0},
    {wrong_type_de, "wrong_type_de", "match_de_use=错报", 1, 0, 0, 1, 0},
    {missed_htp, "missed_htp", "match_htp_use=漏报", 1, 0, 0, 1, 0},
    {missed_hts, "missed_hts", "match_hts_use=漏报", 1, 0, 0, 1, 0},
    {missed_se, "missed_se", "match_se_use=漏报", 1, 0, 0, 1, 0},
    {missed_pa, "missed_pa", "match_pa_use=漏报", 1, 0, 0, 1, 0},
    {missed_ec, "missed_ec", "match_ec_use=漏报", 1, 0, 0, 1, 0},
    {missed_de, "missed_de", "match_de_use=漏报", 1, 0, 0, 1, 0},
    {maybe_missed_hts, "maybe_missed_hts", "match_hts_use=疑似漏报", 1, 0, 0, 1, 0},
    {maybe_missed_se, "maybe_missed_se", "match_se_use=疑似漏报", 1, 0, 0, 1, 0},
    {maybe_missed_ec, "maybe_missed_ec", "match_ec_use=疑似漏报", 1, 0, 0, 1, 0},
    {extra_htp, "extra_htp", "match_htp_use=多报", 1, 0, 0, 1, 0},
    {extra_hts, "extra_hts", "match_hts_use=多报", 1, 0, 0, 1, 0},
    {extra_se, "extra_se", "match_se_use=多报", 1, 0, 0, 1, 0},
    {extra_pa, "extra_pa", "match_pa_use=多报", 1, 0, 0, 1, 0},
    {extra_ec, "extra_ec", "match_ec_use=多报", 1, 0, 0, 1, 0},
    {extra_de, "extra_de", "match_de_use=多报", 1, 0, 0, 1, 0},
    {extra_by_borrower, "extra_by_borrower", "match_htp_borrower=多报", 1, 0, 0, 1, 0},
    {missed_by_borrower, "missed_by_borrower", "match_htp_borrower=漏报", 1, 0, 0, 1, 0},
    {small_missed, "small_missed", "match_inc_small=漏报", 1, 0, 0, 1, 0},
    {small_extra, "small_extra", "match_inc_small=多报", 1, 0, 0, 1, 0},
    {amount_zero, "amount_zero", "amount_positive", 1, 1, 1, 0, 0},
    {amount_negative, "amount_negative", "amount_positive", 1, 1, 1, 0, 0},
    {guarantee_empty, "guarantee_empty", "filled", 1, 1, 0, 0, 0},
    {quality_empty, "quality_empty", "filled", 1, 1, 1, 0, 0},
    {status_empty, "status_empty", "filled", 1, 1, 1, 0, 0},
    {rate_kind_empty, "rate_kind_empty", "filled", 1, 1, 0, 0, 0},
    {use_empty, "use_empty", "filled", 1, 0, 0, 0, 0},
    {due_before_start, "due_before_start", "due_after_start", 1, 1, 1, 0, 0},
    {start_in_future, "start_in_future", "start_not_future", 1, 1, 1, 0, 0},
    {extended_missing, "extended_missing", "extended_due", 1, 1, 0, 0, 0},
    {extended_too_early, "extended_too_early", "extended_order", 1, 1, 0, 0, 0},
    {shortened_too_late, "shortened_too_late", "extended_order", 1, 1, 0, 0, 0},
    {overdue_untyped, "overdue_untyped", "overdue_type", 1, 1, 0, 0, 0},
    {fixed_with_benchmark, "fixed_with_benchmark", "fixed_benchmark", 1, 1, 0, 0, 0},
    {entrusted, "entrusted", "entrusted", 1, 1, 0, 0, 0},
    {rate_low, "rate_low", "rate_low", 1, 1, 1, 0, 0},
    {rate_high, "rate_high", "rate_high", 1, 1, 0, 0, 0},
    {reprice_after_due, "reprice_after_due", "reprice_date", 1, 1, 0, 0, 0},
    {reprice_not_extended, "reprice_not_extended", "reprice_date", 1, 1, 0, 0, 0},
    {reprice_after_extended, "reprice_after_extended", "reprice_date", 1, 1, 0, 0, 0},
    {branch_unknown, "branch_unknown", "branch_found", 1, 1, 1, 0, 0},
    {use_not_borrower, "use_not_borrower", "use_follows_borrower", 1, 0, 0, 0, 0},
    {text_exclamation, "text_exclamation", "text_character", 1, 1, 1, 0, 0},
    {text_question, "text_question", "text_character", 1, 1, 1, 0, 0},
    {text_caret, "text_caret", "text_character", 1, 1, 1, 0, 0},
    {text_wide_blank, "text_wide_blank", "text_character", 1, 1, 1, 0, 0},
    {two_at_once, "two_at_once", "text_character", 1, 1, 0, 0, 0},
    {green_missed, "green_missed", "match_green=漏报", 1, 1, 1, 1, 0},
    {green_extra, "green_extra", "match_green=多报", 1, 1, 1, 1, 0},
    {sole_missed, "sole_missed", "match_inc_sole=漏报", 0, 1, 0, 1, 0},
    {sole_extra, "sole_extra", "match_inc_sole=多报", 0, 1, 0, 1, 0},
    {owner_missed, "owner_missed", "match_inc_owner=漏报", 0, 1, 0, 1, 0},
    {owner_extra, "owner_extra", "match_inc_owner=多报", 0, 1, 0, 1, 0},
    {farmer_missed, "farmer_missed", "match_inc_farmer=漏报", 0, 1, 0, 1, 0},
    {farmer_extra, "farmer_extra", "match_inc_farmer=多报", 0, 1, 0, 1, 0},
    {startup_missed, "startup_missed", "match_inc_startup=漏报", 1, 1, 0, 1, 0},
    {startup_extra, "startup_extra", "match_inc_startup=多报", 1, 1, 0, 1, 0},
    {student_missed, "student_missed", "match_inc_student=漏报", 0, 1, 0, 1, 0},
    {student_extra, "student_extra", "match_inc_student=多报", 0, 1, 0, 1, 0},
    {hts_by_evidence, "hts_by_evidence", "determination_missing", 1, 0, 1, 1, 0},
    {se_by_evidence, "se_by_evidence", "determination_missing", 1, 0, 1, 1, 0},
    {core_by_evidence, "core_by_evidence", "determination_missing", 1, 0, 1, 1, 0},
    {de05_by_evidence, "de05_by_evidence", "determination_missing", 1, 0, 1, 1, 0},
    {green_by_evidence, "green_by_evidence", "determination_missing", 1, 0, 1, 1, 0},
    {elder_by_evidence, "elder_by_evidence", "determination_missing", 1, 0, 1, 1, 0},
    {tech_undecided, "tech_undecided", "undecided", 1, 0, 1, 0, 0},
    {green_undecided, "green_undecided", "undecided", 1, 1, 0, 0, 0},
    {inclusive_undecided, "inclusive_undecided", "undecided", 1, 1, 0, 0, 0},
    {pension_undecided, "pension_undecided", "undecided", 1, 1, 1, 0, 0},
    {digital_undecided, "digital_undecided", "undecided", 1, 0, 1, 0, 0},
    {determination_carried, "determination_carried", "", 1, 1, 1, 0, 0},
    {balance_off, "balance_off", "balance_roll", 1, 1, 0, 0, 0},
    {drawing_missing, "drawing_missing", "new_without_flow", 1, 1, 0, 0, 0},
    {repayment_missing, "repayment_missing", "gone_without_flow", 1, 1, 0, 0, 0},
    {due_moved, "due_moved", "due_changed", 1, 1, 1, 0, 0},
    {extension_moved, "extension_moved", "due_changed", 1, 1, 0, 0, 0},
    {tag_tech, "tag_tech", "tag_changed", 1, 0, 1, 1, 0},
    {tag_green, "tag_green", "tag_changed", 1, 1, 1, 1, 0},
    {tag_inclusive, "tag_inclusive", "tag_changed", 1, 1, 0, 1, 0},
    {tag_pension, "tag_pension", "tag_changed", 1, 1, 1, 1, 0},
    {tag_digital, "tag_digital", "tag_changed", 1, 0, 1, 1, 0},
    {drawing_outside_month, "drawing_outside_month", "flow_month", 1, 1, 1, 0, 0},
    {drawing_long_ago, "drawing_long_ago", "flow_month", 0, 1, 0, 0, 0},
    {stray_own_row, "stray_own_row", "reported_base", 1, 0, 1, 0, 1},
    {own_row_of_other_branch, "own_row_of_other_branch", "reported_branch", 1, 0, 1, 0, 1},
    {column_count, "column_count", "column_count", 1, 1, 1, 0, 0},
    {not_utf8, "not_utf8", "not_utf8", 1, 1, 1, 0, 0},
    {control_character, "control_character", "control_character", 1, 1, 1, 0, 0},
    {value_missing, "value_missing", "value_missing", 1, 1, 1, 0, 0},
    {value_too_long, "value_too_long", "value_too_long", 1, 1, 1, 0, 0},
    {number_malformed, "number_malformed", "number_malformed", 1, 1, 1, 0, 0},
    {number_too_long, "number_too_long", "number_too_long", 1, 1, 1, 0, 0},
    {date_malformed, "date_malformed", "date_malformed", 1, 1, 1, 0, 0},
    {flag_malformed, "flag_malformed", "flag_malformed", 1, 1, 0, 0, 0},
    {code_unknown, "code_unknown", "code_unknown", 1, 1, 1, 0, 0},
    {duplicate_key, "duplicate_key", "duplicate_key", 1, 1, 1, 0, 0},
    {record_cut, "record_cut", "record_cut", 0, 0, 0, 0, 0},
    {supplement_code, "supplement_code", "code_unknown", 1, 0, 1, 1, 0},
    {supplement_date, "supplement_date", "date_malformed", 1, 1, 1, 1, 0},
    {supplement_flag, "supplement_flag", "flag_malformed", 1, 1, 1, 1, 0},
    {supplement_number, "supplement_number", "number_malformed", 1, 1, 1, 1, 0},
    {supplement_length, "supplement_length", "value_wrong_length", 1, 1, 1, 1, 0},
    {supplement_twice, "supplement_twice", "duplicate_key", 1, 1, 1, 1, 0},
    {determination_same_person, "determination_same_person", "same_person", 1, 0, 1, 0, 0},
    {determination_code, "determination_code", "code_unknown", 1, 1, 1, 0, 0},
    {determination_date, "determination_date", "date_malformed", 1, 1, 1, 0, 0},
};
static_assert(std::size(rows) == size_t(count) - 1);

constexpr bool is_in_order() {
    for (size_t i = 0; i < std::size(rows); ++i)
        if (size_t(rows[i].fault) != i + 1) return false;
    return true;
}
static_assert(is_in_order());

}  // namespace

std::span<FaultRow const> fault_rows() { return rows; }

FaultRow const& fault_row(Fault fault) {
    CHECK(fault != none && fault != count);
    return rows[size_t(fault) - 1];
}

}  // namespace sample
