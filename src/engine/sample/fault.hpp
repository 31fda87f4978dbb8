// Fault: every fault the sample can plant, where it goes, and the finding it is meant to cause.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sample {

enum class Fault : uint8_t {
    none,
    // In all that is said of a borrower; such a borrower has one receipt.
    uscc_check,
    uscc_shape,
    uscc_inner,
    lei_check,
    region_hkmotw,
    region_empty,
    foreign_industry,
    org_size,
    coop_size,
    size_differs,
    sector_empty,
    sector_of_repo_empty,
    industry_empty,
    size_empty,
    customer_unknown,
    customer_text,
    wrong_type_htp,
    wrong_type_hts,
    wrong_type_se,
    wrong_type_pa,
    wrong_type_ec,
    wrong_type_de,
    missed_htp,
    missed_hts,
    missed_se,
    missed_pa,
    missed_ec,
    missed_de,
    maybe_missed_hts,
    maybe_missed_se,
    maybe_missed_ec,
    extra_htp,
    extra_hts,
    extra_se,
    extra_pa,
    extra_ec,
    extra_de,
    extra_by_borrower,
    missed_by_borrower,
    small_missed,
    small_extra,
    // In one receipt, in both months.
    amount_zero,
    amount_negative,
    guarantee_empty,
    quality_empty,
    status_empty,
    rate_kind_empty,
    use_empty,
    due_before_start,
    start_in_future,
    extended_missing,
    extended_too_early,
    shortened_too_late,
    overdue_untyped,
    fixed_with_benchmark,
    entrusted,
    rate_low,
    rate_high,
    reprice_after_due,
    reprice_not_extended,
    reprice_after_extended,
    branch_unknown,
    use_not_borrower,
    text_exclamation,
    text_question,
    text_caret,
    text_wide_blank,
    two_at_once,
    green_missed,
    green_extra,
    sole_missed,
    sole_extra,
    owner_missed,
    owner_extra,
    farmer_missed,
    farmer_extra,
    startup_missed,
    startup_extra,
    student_missed,
    student_extra,
    hts_by_evidence,
    se_by_evidence,
    core_by_evidence,
    de05_by_evidence,
    green_by_evidence,
    elder_by_evidence,
    tech_undecided,
    green_undecided,
    inclusive_undecided,
    pension_undecided,
    digital_undecided,
    determination_carried,
    // Between the months.
    balance_off,
    drawing_missing,
    repayment_missing,
    due_moved,
    extension_moved,
    tag_tech,
    tag_green,
    tag_inclusive,
    tag_pension,
    tag_digital,
    drawing_outside_month,
    drawing_long_ago,
    // In the bank's own five-chapter files.
    stray_own_row,
    own_row_of_other_branch,
    // Refused lines of stock and flow tables.
    column_count,
    not_utf8,
    control_character,
    value_missing,
    value_too_long,
    number_malformed,
    number_too_long,
    date_malformed,
    flag_malformed,
    code_unknown,
    duplicate_key,
    record_cut,
    // Refused lines of supplement and determinations.
    supplement_code,
    supplement_date,
    supplement_flag,
    supplement_number,
    supplement_length,
    supplement_twice,
    determination_same_person,
    determination_code,
    determination_date,
    count,
};

/// Which rows a fault can be planted in.
struct FaultRow {
    Fault fault;
    std::string_view name;     // As above.
    std::string_view finding;  // What it is meant to cause; a refusal code; "" for variety only.
    bool unit, person, bill;
    bool needs_supplement;
    bool needs_own_chapters = false;
};
std::span<FaultRow const> fault_rows();
FaultRow const& fault_row(Fault fault);

inline bool is_party_fault(Fault fault) {
    return fault > Fault::none && fault < Fault::amount_zero;
}
inline bool is_refusal(Fault fault) {
    return fault >= Fault::column_count && fault <= Fault::record_cut;
}

}  // namespace sample
