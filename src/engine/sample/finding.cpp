// The checks of docs/month.md §11 on stock and flow rows and between the months.
#include "engine/sample/finding.hpp"

#include <algorithm>

#include "base/identifier.hpp"
#include "engine/sample/finding_match.hpp"

namespace sample {
namespace {

using base::Day;
using base::IdentifierState;

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool is_unfilled(Case const& c) {
    Loan const& row = *c.row;
    bool const bill = row.kind == LoanClass::bill;
    if (c.party->region.empty()) return true;
    if (!bill && (row.guarantee.empty() || row.rate_kind.empty())) return true;
    if (!c.is_flow && row.quality.empty()) return true;
    // The flow of bills has no field for the status.
    if (!(c.is_flow && bill) && row.status.empty()) return true;
    if (row.kind == LoanClass::unit && use_industry(c).level == Industry::Level::missing)
        return true;
    if (row.kind == LoanClass::person) return false;
    if (c.party->sector.empty() || borrower_industry(c).level == Industry::Level::missing)
        return true;
    std::string_view const id = c.party->id;
    return c.party->size.empty() && !id.starts_with("93") && !id.starts_with("52");
}

bool is_wrong_id(Party const& party) {
    if (party.id_type == "A01") {
        IdentifierState const state = base::check_uscc(party.id);
        return state == IdentifierState::wrong_check || state == IdentifierState::wrong_shape;
    }
    return party.id_type == "L01" && base::check_lei(party.id) != IdentifierState::valid;
}

bool is_hkmotw(std::string_view region) {
    return region.starts_with("71") || region.starts_with("81") || region.starts_with("82");
}

bool is_reprice_wrong(Loan const& row) {
    if (row.reprice.days == 0 || row.status == "LS03") return false;
    if (row.status == "LS02") {
        if (row.extended.days == 0 || row.rate_kind.empty()) return false;
        return row.rate_kind == "RF01" ? row.reprice != row.extended : row.reprice > row.extended;
    }
    return row.reprice > row.due;
}

void find_dates_and_rates(Loan const& row, Day report, Findings& out) {
    auto const add = [&](bool fails, std::string_view name) {
        if (fails) out.push_back(name);
    };
    bool const longer = row.status == "LS02", shorter = row.status == "LS04";
    add(row.amount <= 0, "amount_positive");
    add(row.due < row.start, "due_after_start");
    add(row.start > report, "start_not_future");
    add((longer || shorter) && row.extended.days == 0, "extended_due");
    add(row.extended.days != 0 &&
            ((longer && row.extended <= row.due) || (shorter && row.extended >= row.due)),
        "extended_order");
    add(row.status == "LS03" && row.overdue.empty(), "overdue_type");
    add(row.rate_kind == "RF01" && row.benchmark_rate >= 0, "fixed_benchmark");
    add(row.rate < 100000, "rate_low");
    int32_t const lpr = lpr_1y(row.start);
    add(lpr != 0 && row.rate > 4 * lpr, "rate_high");
    add(row.kind != LoanClass::bill && is_reprice_wrong(row), "reprice_date");
}

void find_in_borrower(Case const& c, Findings& out) {
    Party const& party = *c.party;
    auto const add = [&](bool fails, std::string_view name) {
        if (fails) out.push_back(name);
    };
    bool const person = c.row->kind == LoanClass::person;
    Industry const industry = borrower_industry(c);
    std::string_view const region = party.region, id = party.id;
    bool const public_sector = party.sector.starts_with('A') || party.sector.starts_with('D');
    add(public_sector && !party.size.empty() && party.size != "CS05", "org_size");
    add((id.starts_with("93") || id.starts_with("52")) && party.size == "CS05", "coop_size");
    bool const abroad =
        region.starts_with("000") && region != "000344" && region != "000446" && region != "000158";
    add(!person && abroad && industry.level != Industry::Level::missing &&
            industry.level != Industry::Level::outside,
        "foreign_industry");
    add(party.id_type == "A01" && base::check_uscc(id) == IdentifierState::suspicious,
        "id_suspicious");
    add(!party.is_in_customer_file, "customer_found");
    BorrowerKind const kind = borrower_kind(c);
    bool const firm = kind == BorrowerKind::enterprise || kind == BorrowerKind::coop;
    if (!firm || party.size.empty() || !party.is_in_customer_file) return;
    std::optional<FirmSize> const size = standard_size(industry, party.figures);
    add(size && party.size[3] != char('0' + int(*size)), "size_differs");
}

/// Rules that are 是 by a decision that rests on the supplement alone.
bool lacks_determination(Case const& c, Verdicts const& v) {
    auto const yes = [&](Rule rule) { return v[size_t(rule)] == Tri::yes; };
    auto const decided = [&](Chapter chapter) { return c.decisions.of(chapter) == 'Y'; };
    auto const part = [&](Family f) { return standing(use_industry(c), f).whole != Tri::yes; };
    if (!yes(Rule::in_scope)) return false;
    return (yes(Rule::hts) && part(Family::hts) && !decided(Chapter::hts)) ||
           (yes(Rule::se) && part(Family::se) && !decided(Chapter::se)) ||
           (yes(Rule::digital_core) && part(Family::de) && !decided(Chapter::de)) ||
           (yes(Rule::green_loan) && !decided(Chapter::green)) ||
           (yes(Rule::pension_loan) && part(Family::ec) && !decided(Chapter::elder)) ||
           (yes(Rule::digital_de05) && !decided(Chapter::de05));
}

bool is_undecided(Case const& c, Verdicts const& v) {
    auto const open = [&](Rule rule) { return v[size_t(rule)] == Tri::unknown; };
    auto const signed_off = [&](Chapter chapter) { return c.decisions.of(chapter) == 'X'; };
    if (v[size_t(Rule::in_scope)] != Tri::yes) return false;
    bool const tech = signed_off(Chapter::htp) || signed_off(Chapter::hts) ||
                      signed_off(Chapter::se) || signed_off(Chapter::pa);
    return (open(Rule::tech_industry) && !tech) ||
           (open(Rule::green_loan) && !signed_off(Chapter::green)) ||
           (open(Rule::inclusive_loan) && !signed_off(Chapter::inclusive)) ||
           (open(Rule::pension_loan) && !signed_off(Chapter::elder)) ||
           (open(Rule::digital_core) && !signed_off(Chapter::de));
}

/// The checks that stock and flow share.
void find_common(Case const& c, Verdicts const& verdicts, Findings& out) {
    if (is_unfilled(c)) out.push_back("filled");
    if (is_hkmotw(c.party->region)) out.push_back("region_hkmotw");
    if (is_wrong_id(*c.party)) out.push_back("id_check");
    if (has_bad_text(c.row->purpose)) out.push_back("text_character");
    if (lacks_determination(c, verdicts)) out.push_back("determination_missing");
    if (is_undecided(c, verdicts)) out.push_back("undecided");
    find_matches(c, verdicts, out);
}

struct Moved {
    int64_t drawn = 0, repaid = 0;
    int drawings = 0;
};

Moved movement_of(Receipt const& receipt) {
    Moved out;
    for (Flow const& flow : receipt.flows) {
        if (flow.refusal != Fault::none && flow.refusal != Fault::duplicate_key) continue;
        (flow.is_drawing ? out.drawn : out.repaid) += flow.row.balance;
        out.drawings += flow.is_drawing ? 1 : 0;
    }
    return out;
}

bool is_moved_due(Receipt const& r) {
    return r.main.due != r.prior.due || r.main.extended != r.prior.extended;
}

/// Balances roll forward for loans whose stock and flow were both sent.
bool has_roll(Institution const& bank, Receipt const& r) {
    if (r.kind == LoanClass::bill) return false;
    bool const unit = r.kind == LoanClass::unit;
    return bank.sends(unit ? Table::cldwdk : Table::clgrdk, Month::main) &&
           bank.sends(unit ? Table::dwdkfs : Table::grdkfs, Month::main);
}

void find_between_months(Case const& c, Calendar const& calendar, Findings& out) {
    Receipt const& r = *c.receipt;
    Moved const moved = movement_of(r);
    bool const loan = has_roll(*c.bank, r);
    if (!r.is_in_prior) {
        bool const new_here =
            loan && r.main.start >= calendar.month_start && r.main.start <= calendar.report;
        if (new_here && moved.drawings == 0) out.push_back("new_without_flow");
        return;
    }
    if (loan && r.main.balance != r.prior.balance + moved.drawn - moved.repaid)
        out.push_back("balance_roll");
    if (is_moved_due(r)) out.push_back("due_changed");
    Case const before = prior_case({*c.bank, calendar, c.faults}, *c.party, r);
    std::array<Tri, 5> const now = decide_tables(c), then = decide_tables(before);
    for (size_t i = 0; i < now.size(); ++i) {
        if ((now[i] == Tri::yes) == (then[i] == Tri::yes)) continue;
        out.push_back("tag_changed");
        break;
    }
}

}  // namespace

bool has_bad_text(std::string_view text) {
    return text.find_first_of("!?^") != std::string_view::npos || has(text, "　");
}

int32_t lpr_1y(Day day) {
    struct Step {
        int32_t year, month, day, rate;
    };
    constexpr Step steps[] = {{2019, 8, 20, 425000}, {2019, 9, 20, 420000}, {2019, 11, 20, 415000},
                              {2020, 2, 20, 405000}, {2020, 4, 20, 385000}, {2021, 12, 20, 380000},
                              {2022, 1, 20, 370000}, {2022, 8, 22, 365000}, {2023, 6, 20, 355000},
                              {2023, 8, 21, 345000}, {2024, 7, 22, 335000}, {2024, 10, 21, 310000},
                              {2025, 5, 20, 300000}, {2026, 1, 1, 0}};
    int32_t rate = 0;
    for (Step const& s : steps)
        if (day >= *base::make_day(s.year, s.month, s.day)) rate = s.rate;
    return rate;
}

Findings find_in_loan(Case const& c, Verdicts const& verdicts, Calendar const& calendar) {
    Findings out;
    Loan const& row = *c.row;
    find_common(c, verdicts, out);
    find_dates_and_rates(row, calendar.report, out);
    find_in_borrower(c, out);
    if (c.receipt->is_entrusted) out.push_back("entrusted");
    if (c.bank->branch_file && row.branch_number != row.branch->number.view())
        out.push_back("branch_found");
    std::string_view const use = industry_text(use_industry(c));
    std::string_view const borrower = industry_text(borrower_industry(c));
    bool const follows = has(row.purpose, "流动资金") || has(row.purpose, "偿还借款");
    if (follows && row.kind == LoanClass::unit && !use.empty() && !borrower.empty() &&
        use.substr(0, 3) != borrower.substr(0, 3))
        out.push_back("use_follows_borrower");
    find_between_months(c, calendar, out);
    std::sort(out.begin(), out.end());
    return out;
}

Findings find_in_flow(Case const& c, Verdicts const& verdicts, Calendar const& calendar) {
    Findings out;
    find_common(c, verdicts, out);
    if (c.row->start < calendar.month_start || c.row->start > calendar.report)
        out.push_back("flow_month");
    std::sort(out.begin(), out.end());
    return out;
}

bool is_gone_without_flow(Institution const& bank, Receipt const& receipt) {
    if (!has_roll(bank, receipt)) return false;
    bool const stays = receipt.is_in_main &&
                       (receipt.refusal == Fault::none || receipt.refusal == Fault::duplicate_key);
    return receipt.is_in_prior && !stays && movement_of(receipt).repaid != receipt.prior.balance;
}

}  // namespace sample
