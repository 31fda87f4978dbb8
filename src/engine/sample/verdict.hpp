// Verdict: the answers of docs/month.md §8 for one row of the sample, from what its files will say.
#pragma once

#include <array>
#include <string_view>

#include "engine/sample/receipt.hpp"
#include "engine/sample/tri.hpp"

namespace sample {

/// The rules in the order of the table in docs/month.md §8.
enum class Rule : uint8_t {
    in_scope,
    htp,
    pa,
    hts,
    se,
    tech_industry,
    hnte,
    sme,
    giant,
    demo,
    champion,
    srdi,
    enterprise,
    tech_loan,
    green_loan,
    small_firm,
    sole_trader,
    owner,
    farmer,
    startup,
    student,
    ex_poor,
    micro,
    inclusive_loan,
    agri_n01,
    agri_n02,
    agri_n03,
    agri_n04,
    agri_n05,
    agri_n06,
    agri,
    private_firm,
    private_wide,
    pension_loan,
    pension_national,
    digital_core,
    digital_de05,
    digital_loan,
};
inline constexpr size_t rule_count = 38;
std::string_view rule_name(Rule rule);  // "tech.htp" …

/// The rules that decide whether a row enters a table, one for each chapter.
inline constexpr std::array<Rule, 5> table_rules = {Rule::tech_industry, Rule::green_loan,
                                                    Rule::inclusive_loan, Rule::pension_loan,
                                                    Rule::digital_loan};

/// The decisions in force: Y, N, X, or '\0'.
struct Decisions {
    std::array<char, chapter_count> value{};
    std::array<int32_t, chapter_count> share{-1, -1, -1, -1, -1, -1, -1, -1, -1};

    char of(Chapter chapter) const { return value[size_t(chapter)]; }
};

/// One row with all that is joined to it.
struct Case {
    Institution const* bank;
    Party const* party;
    Receipt const* receipt;
    Loan const* row;
    Supplement const* supplement;  // Null when none was sent for it, or its line is refused.
    Decisions decisions;
    base::Day count_date;
    Faults faults;
    bool is_f5;  // The product is one of f5_products.
    bool is_flow = false;
};

enum class BorrowerKind : uint8_t {
    enterprise,
    coop,
    foreign,
    financial,
    org,
    sole_trader,
    owner,
    farmer,
    person,
    unknown,
};

/// Where rows are judged: one bank, one month, and whether faults were planted.
struct Setting {
    Institution const& bank;
    Calendar const& calendar;
    Faults faults;
};

/// Decisions of the main month (the prior month's carried forward) or of the prior month alone.
Decisions decisions_of_main(Receipt const& receipt, Calendar const& calendar);
Decisions decisions_of_prior(Receipt const& receipt, Calendar const& calendar);

Case main_case(Setting const& setting, Party const& party, Receipt const& receipt);
Case prior_case(Setting const& setting, Party const& party, Receipt const& receipt);
Case flow_case(Case const& main, Flow const& flow);

Industry use_industry(Case const& c);
Industry borrower_industry(Case const& c);
bool is_f5_product(Loan const& row);
BorrowerKind borrower_kind(Case const& c);
/// -1 when not known.
int64_t credit_line(Case const& c);

using Verdicts = std::array<Tri, rule_count>;
Verdicts decide(Case const& c);

/// The rules of the five tables and their parts, without scope, lists, agri and private; the other
/// answers are 否. Faster, for those who need no more.
Verdicts decide_chapters(Case const& c);

/// The five table rules alone, in the order of `table_rules`.
std::array<Tri, 5> decide_tables(Case const& c);

}  // namespace sample
