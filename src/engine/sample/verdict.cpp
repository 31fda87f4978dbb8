// The reasoning of docs/month.md §6 … §8, written for the sample's own structures.
#include "engine/sample/verdict.hpp"

#include <algorithm>

#include "engine/sample/dates.hpp"

namespace sample {
namespace {

using base::Day;

constexpr std::string_view rule_names[] = {
    "common.in_scope",
    "tech.htp",
    "tech.pa",
    "tech.hts",
    "tech.se",
    "tech.industry",
    "tech.hnte",
    "tech.sme",
    "tech.giant",
    "tech.demo",
    "tech.champion",
    "tech.srdi",
    "tech.enterprise",
    "tech.loan",
    "green.loan",
    "inclusive.small_firm",
    "inclusive.sole_trader",
    "inclusive.owner",
    "inclusive.farmer",
    "inclusive.startup",
    "inclusive.student",
    "inclusive.ex_poor",
    "inclusive.micro",
    "inclusive.loan",
    "inclusive.agri_n01",
    "inclusive.agri_n02",
    "inclusive.agri_n03",
    "inclusive.agri_n04",
    "inclusive.agri_n05",
    "inclusive.agri_n06",
    "inclusive.agri",
    "inclusive.private",
    "inclusive.private_wide",
    "pension.loan",
    "pension.national",
    "digital.core",
    "digital.de05",
    "digital.loan",
};
static_assert(std::size(rule_names) == rule_count);

constexpr int64_t ten_million = 1000000000;  // Cents.
constexpr int64_t five_million = 500000000;
constexpr int32_t half = 5000000;  // 50 % in 10^-5 percent.

Tri line_at_most(Case const& c, int64_t cents) {
    int64_t const line = credit_line(c);
    return line < 0 ? Tri::unknown : known(line <= cents);
}

Tri kind_is(Case const& c, BorrowerKind a, BorrowerKind b) {
    BorrowerKind const kind = borrower_kind(c);
    return kind == BorrowerKind::unknown ? Tri::unknown : known(kind == a || kind == b);
}

Tri is_firm(Case const& c) { return kind_is(c, BorrowerKind::enterprise, BorrowerKind::coop); }

Tri is_company_class(Case const& c) { return known(c.row->kind != LoanClass::person); }

Tri f5(Case const& c) { return known(c.is_f5); }

Tri in_scope(Case const& c) {
    std::string_view const product = c.row->product;
    bool const repo = product.starts_with("F06");
    bool const outside =
        product == "F01" || product == "F10" || product == "F13" || product == "F99";
    Tri const outsider = c.party->sector.empty() ? Tri::unknown : known(c.party->sector[0] != 'B');
    return both(known(c.row->amount > 0), known(c.row->currency != "XAU"), known(!outside),
                either(known(!repo), outsider));
}

Tri decision(Case const& c, Chapter chapter, int8_t flag) {
    char const value = c.decisions.of(chapter);
    if (value == 'Y' || value == 'N') return known(value == 'Y');
    return from_flag(flag);
}

Tri elder_decision(Case const& c) {
    char const value = c.decisions.of(Chapter::elder);
    if (value == 'Y' || value == 'N') return known(value == 'Y');
    int32_t share = c.decisions.share[size_t(Chapter::elder)];
    if (share < 0 && c.supplement != nullptr) share = c.supplement->elder_share;
    return share < 0 ? Tri::unknown : known(share >= half);
}

/// In the map, and either as a whole or by the decision.
Tri in_family(Case const& c, Family family, Tri decided) {
    Standing const& s = standing(use_industry(c), family);
    Tri const in = both(f5(c), s.in, either(s.whole, decided));
    return family == Family::ec ? in : both(is_company_class(c), in);
}

struct Flags {
    int8_t hts = -1, se = -1, de = -1, de05 = -1;
};
Flags star_flags(Case const& c) {
    if (c.supplement == nullptr) return {};
    Supplement const& s = *c.supplement;
    return {s.star_hts, s.star_se, s.star_de, s.de05};
}

Tri whole_family(Case const& c, Family family) {
    return both(is_company_class(c), f5(c), standing(use_industry(c), family).whole);
}

Tri hts(Case const& c) {
    return in_family(c, Family::hts, decision(c, Chapter::hts, star_flags(c).hts));
}
Tri se(Case const& c) {
    return in_family(c, Family::se, decision(c, Chapter::se, star_flags(c).se));
}
Tri core(Case const& c) {
    return in_family(c, Family::de, decision(c, Chapter::de, star_flags(c).de));
}
Tri de05(Case const& c) {
    Tri const decided = decision(c, Chapter::de05, star_flags(c).de05);
    return both(is_company_class(c), f5(c), standing(use_industry(c), Family::de05).in, decided);
}

Tri industry_rule(Case const& c) {
    return either(whole_family(c, Family::htp), hts(c), se(c), whole_family(c, Family::pa));
}

Tri standing_on(Case const& c, List list) {
    Candidate const who{c.party->listings[size_t(list)], c.party->region};
    return on_list(list, who, c.count_date, c.faults);
}

Tri listed(Case const& c, List list) {
    return both(is_company_class(c), f5(c), standing_on(c, list));
}

bool is_green_product(Case const& c) {
    Loan const& row = *c.row;
    return c.is_f5 || row.product == "F0211" || row.product == "F0212" || row.product == "F0219";
}

Tri green(Case const& c) {
    Supplement const* s = c.supplement;
    int8_t flag = s == nullptr ? int8_t(-1) : s->green_condition;
    // The bank's own mark says no where it is not set, as it never is for bills.
    if (flag < 0 && c.bank->second_marks && !c.receipt->marks.green) flag = 0;
    Tri const condition = decision(c, Chapter::green, flag);
    Tri const old_standard = both(known(is_green_product(c)), condition);
    Tri const item = s != nullptr && s->green_item >= 0 ? Tri::yes : Tri::unknown;
    Tri const catalogue = both(old_standard, item);
    Day const approved = s == nullptr ? Day{} : s->approved;
    if (approved.days != 0 && approved < catalogue_published) return old_standard;
    if (approved.days != 0 && approved >= catalogue_in_force) return catalogue;
    return old_standard == catalogue ? catalogue : Tri::unknown;
}

Tri is_farmer(Case const& c) {
    if (c.row->kind != LoanClass::person) return Tri::no;
    if (c.supplement != nullptr && c.supplement->farmer >= 0)
        return known(c.supplement->farmer == 1);
    return c.bank->second_marks && !c.receipt->marks.agri ? Tri::no : Tri::unknown;
}

Tri small_firm(Case const& c) {
    std::string_view const size = c.party->size;
    // Persons have no size; a missing one is unknown.
    Tri const small = size.empty() ? Tri::unknown : known(size == "CS03" || size == "CS04");
    return both(is_firm(c), small, line_at_most(c, ten_million), f5(c));
}

Tri of_person(Case const& c, BorrowerKind kind) {
    return both(kind_is(c, kind, kind), line_at_most(c, ten_million), f5(c));
}

Tri farmer(Case const& c) { return both(is_farmer(c), line_at_most(c, five_million), f5(c)); }

Tri startup(Case const& c) {
    Tri mark = known(c.receipt->marks.startup);
    if (!c.bank->second_marks)
        mark =
            c.supplement == nullptr ? Tri::unknown : from_flag(c.supplement->reported.inclusive[4]);
    return both(mark, f5(c));
}

Tri student(Case const& c) {
    return known(c.row->product == "F02131" || c.row->product == "F02132");
}

Tri ex_poor(Case const& c) {
    if (c.count_date > ex_poor_last) return Tri::no;
    Tri const mark = c.bank->second_marks ? known(c.receipt->marks.poor) : Tri::unknown;
    return both(mark, known(c.row->product.starts_with("F021")));
}

Tri inclusive(Case const& c) {
    return either(small_firm(c), of_person(c, BorrowerKind::sole_trader),
                  of_person(c, BorrowerKind::owner), farmer(c), startup(c), student(c), ex_poor(c));
}

/// 农林牧渔 or 支农 use; from 2025-11-20 without the first processing of farm goods.
Tri agri_use(Case const& c) {
    Industry const use = use_industry(c);
    int8_t const code = c.supplement == nullptr ? int8_t(-1) : c.supplement->agri_use;
    Tri const named = code < 0 ? Tri::unknown : known(code == 1 || (code >= 21 && code <= 26));
    Tri const any = either(is_farming(use), named);
    if (c.count_date < first_processing_left_out) return any;
    Tri const processing = code < 0 ? Tri::unknown : known(code == 22);
    return both(any, opposite(both(processing, is_first_processing(use))));
}

void decide_agri(Case const& c, Verdicts& out) {
    Tri const town = c.supplement == nullptr ? Tri::unknown : from_flag(c.supplement->county_town);
    Tri const org = kind_is(c, BorrowerKind::org, BorrowerKind::org);
    Tri const firm = is_firm(c);
    Tri const person = known(c.row->kind == LoanClass::person);
    auto const set = [&](Rule rule, Tri value) { out[size_t(rule)] = value; };
    set(Rule::agri_n01, both(person, opposite(is_farmer(c)), is_farming(use_industry(c))));
    set(Rule::agri_n02, both(person, is_farmer(c)));
    set(Rule::agri_n03, both(firm, opposite(town)));
    set(Rule::agri_n04, both(org, opposite(town)));
    set(Rule::agri_n05, both(firm, town, agri_use(c)));
    set(Rule::agri_n06, both(org, town, agri_use(c)));
    Tri any = Tri::no;
    for (size_t r = size_t(Rule::agri_n01); r <= size_t(Rule::agri_n06); ++r)
        any = either(any, out[r]);
    set(Rule::agri, any);
}

void decide_private(Case const& c, Verdicts& out) {
    std::string_view const owner = c.party->ownership;
    Tri const held = owner.empty() ? Tri::unknown
                                   : known(owner == "B01" || owner == "B0101" || owner == "B0102");
    Tri const strict = both(is_company_class(c), is_firm(c), held);
    Tri const trader = kind_is(c, BorrowerKind::sole_trader, BorrowerKind::owner);
    out[size_t(Rule::private_firm)] = strict;
    out[size_t(Rule::private_wide)] = either(strict, both(trader, f5(c)));
}

void decide_lists(Case const& c, Verdicts& out) {
    auto const set = [&](Rule rule, Tri value) { out[size_t(rule)] = value; };
    set(Rule::hnte, listed(c, List::hnte));
    set(Rule::sme, listed(c, List::sme));
    set(Rule::giant, listed(c, List::giant));
    set(Rule::demo, listed(c, List::demo));
    set(Rule::champion, listed(c, List::champion));
    set(Rule::srdi, either(listed(c, List::srdi), listed(c, List::giant)));
    Tri const enterprise =
        either(out[size_t(Rule::hnte)], out[size_t(Rule::sme)], out[size_t(Rule::srdi)],
               out[size_t(Rule::demo)], out[size_t(Rule::champion)]);
    set(Rule::enterprise, enterprise);
    set(Rule::tech_loan, either(out[size_t(Rule::tech_industry)], enterprise));
    set(Rule::pension_national, both(out[size_t(Rule::pension_loan)], standing_on(c, List::elder)));
}

/// The latest line by day not after `last`; refused lines do not count.
Decisions choose(Receipt const& receipt, Month month, Day last) {
    Decisions out;
    std::array<Day, chapter_count> days{};
    for (Determination const& d : receipt.determinations) {
        bool const there =
            month == Month::main ? d.in_main && d.refusal == Fault::none : d.in_prior;
        size_t const at = size_t(d.chapter);
        if (!there || d.valid_from > last || d.valid_from < days[at]) continue;
        days[at] = d.valid_from;
        out.value[at] = d.value;
        out.share[at] = d.share;
    }
    return out;
}

}  // namespace

std::string_view rule_name(Rule rule) { return rule_names[size_t(rule)]; }

Decisions decisions_of_prior(Receipt const& receipt, Calendar const& calendar) {
    return choose(receipt, Month::prior, calendar.prior);
}

Decisions decisions_of_main(Receipt const& receipt, Calendar const& calendar) {
    Decisions main = choose(receipt, Month::main, calendar.report);
    Decisions const prior = decisions_of_prior(receipt, calendar);
    for (size_t i = 0; i < chapter_count; ++i) {
        if (main.value[i] != '\0') continue;
        main.value[i] = prior.value[i];
        main.share[i] = prior.share[i];
    }
    return main;
}

Case main_case(Setting const& setting, Party const& party, Receipt const& receipt) {
    bool const sent = receipt.has_supplement && receipt.supplement.refusal == Fault::none;
    return {&setting.bank,
            &party,
            &receipt,
            &receipt.main,
            sent ? &receipt.supplement : nullptr,
            decisions_of_main(receipt, setting.calendar),
            setting.calendar.report,
            setting.faults,
            is_f5_product(receipt.main)};
}

Case prior_case(Setting const& setting, Party const& party, Receipt const& receipt) {
    Supplement const* s = receipt.has_supplement ? &receipt.prior_supplement : nullptr;
    return {&setting.bank,
            &party,
            &receipt,
            &receipt.prior,
            s,
            decisions_of_prior(receipt, setting.calendar),
            setting.calendar.prior,
            setting.faults,
            is_f5_product(receipt.prior)};
}

Case flow_case(Case const& main, Flow const& flow) {
    Case out = main;
    out.row = &flow.row;
    out.is_f5 = is_f5_product(flow.row);
    out.count_date = flow.row.start;
    out.is_flow = true;
    return out;
}

Industry use_industry(Case const& c) {
    if (c.supplement != nullptr && c.supplement->use.level != Industry::Level::missing)
        return c.supplement->use;
    return c.row->kind == LoanClass::unit ? c.row->use : Industry{};
}

Industry borrower_industry(Case const& c) {
    if (c.supplement != nullptr && c.supplement->borrower.level != Industry::Level::missing)
        return c.supplement->borrower;
    if (c.row->kind == LoanClass::person || !c.party->tells_industry) return {};
    return to_division(c.party->industry);
}

bool is_f5_product(Loan const& row) {
    std::string_view const p = row.product;
    if (row.kind == LoanClass::bill) return p == "01";
    if (p.size() < 3) return false;
    if (p[1] != '0') return p == "F12";
    switch (p[2]) {
        case '2': return p == "F022" || p == "F023";
        case '4':  // F041 F042 F043.
        case '5':
        case '6':  // F051 … F069.
        case '8':
        case '9': return true;  // F081 F082 F09.
        default: return false;
    }
}

BorrowerKind borrower_kind(Case const& c) {
    if (c.row->kind == LoanClass::person) {
        if (!c.bank->first_marks) return BorrowerKind::unknown;
        if (c.receipt->marks.sole_trader) return BorrowerKind::sole_trader;
        if (c.receipt->marks.owner) return BorrowerKind::owner;
        return is_farmer(c) == Tri::yes ? BorrowerKind::farmer : BorrowerKind::person;
    }
    if (c.party->sector.empty()) return BorrowerKind::unknown;
    switch (c.party->sector[0]) {
        case 'B': return BorrowerKind::financial;
        case 'C': break;
        case 'E': return BorrowerKind::foreign;
        default: return BorrowerKind::org;
    }
    bool const coop = c.party->id_type == "A01" && c.party->id.view().starts_with("93");
    return coop ? BorrowerKind::coop : BorrowerKind::enterprise;
}

int64_t credit_line(Case const& c) {
    if (c.supplement != nullptr && c.supplement->credit_line >= 0) return c.supplement->credit_line;
    return c.party->is_in_customer_file ? c.party->credit_line : -1;
}

Verdicts decide_chapters(Case const& c) {
    Verdicts out{};
    auto const set = [&](Rule rule, Tri value) { out[size_t(rule)] = value; };
    auto const get = [&](Rule rule) { return out[size_t(rule)]; };
    set(Rule::htp, whole_family(c, Family::htp));
    set(Rule::pa, whole_family(c, Family::pa));
    set(Rule::hts, hts(c));
    set(Rule::se, se(c));
    set(Rule::tech_industry, either(get(Rule::htp), get(Rule::hts), get(Rule::se), get(Rule::pa)));
    set(Rule::green_loan, green(c));
    set(Rule::small_firm, small_firm(c));
    set(Rule::sole_trader, of_person(c, BorrowerKind::sole_trader));
    set(Rule::owner, of_person(c, BorrowerKind::owner));
    set(Rule::farmer, farmer(c));
    set(Rule::startup, startup(c));
    set(Rule::student, student(c));
    set(Rule::ex_poor, ex_poor(c));
    set(Rule::micro, either(get(Rule::small_firm), get(Rule::sole_trader), get(Rule::owner)));
    set(Rule::inclusive_loan, either(get(Rule::micro), get(Rule::farmer), get(Rule::startup),
                                     get(Rule::student), get(Rule::ex_poor)));
    set(Rule::pension_loan, in_family(c, Family::ec, elder_decision(c)));
    set(Rule::digital_core, core(c));
    set(Rule::digital_de05, de05(c));
    set(Rule::digital_loan, either(get(Rule::digital_core), get(Rule::digital_de05)));
    return out;
}

Verdicts decide(Case const& c) {
    Verdicts out = decide_chapters(c);
    out[size_t(Rule::in_scope)] = in_scope(c);
    decide_lists(c, out);
    decide_agri(c, out);
    decide_private(c, out);
    return out;
}

std::array<Tri, 5> decide_tables(Case const& c) {
    return {industry_rule(c), green(c), inclusive(c), in_family(c, Family::ec, elder_decision(c)),
            either(core(c), de05(c))};
}

}  // namespace sample
