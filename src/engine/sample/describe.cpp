// The supplement without decisions, the marks, and reported values that are right.
#include <algorithm>

#include "engine/sample/dates.hpp"
#include "engine/sample/evidence.hpp"

namespace sample {
namespace {

using Kind = Party::Kind;

bool is_card(Loan const& row) { return row.product == "F042" || row.product == "F043"; }

Industry draw_use(Draft const& d) {
    Party const& party = d.party;
    Random& random = d.desk.random;
    auto const from = [&](std::vector<Industry> const& pool) {
        return random.pick(std::span<Industry const>(pool));
    };
    if (party.fault == Fault::extra_by_borrower) return leaf("C3741");
    if (party.fault == Fault::missed_by_borrower) return leaf("G5431");
    if (d.receipt.kind == LoanClass::person) {
        bool const operating = is_f5_product(d.receipt.main) && !is_card(d.receipt.main);
        return operating ? person_use(party, d.desk.bank, random) : Industry{};
    }
    if (party.crosses && random.chance(500)) return from(industry_pools().plain);
    return party.industry;
}

void mark_first(Draft const& d) {
    Marks& marks = d.receipt.marks;
    if (d.receipt.kind != LoanClass::person) return;
    marks.sole_trader = d.party.kind == Kind::sole_trader;
    marks.owner = d.party.kind == Kind::owner;
}

void mark_second(Draft const& d) {
    Marks& marks = d.receipt.marks;
    Random& random = d.desk.random;
    if (d.receipt.kind == LoanClass::bill) return;
    bool const farm = industry_text(d.receipt.use).starts_with('A');
    marks.agri = d.party.kind == Kind::farmer || farm;
    marks.startup = d.party.kind == Kind::starter && is_f5_product(d.receipt.main);
    bool const small = d.party.size == "CS04" && d.receipt.kind == LoanClass::unit;
    if (small && random.chance(12) && is_f5_product(d.receipt.main)) marks.startup = true;
    // The mark counts until 2026-01-29; it is left out of a month in which a row would lose it.
    Calendar const& days = d.desk.world.calendar;
    bool const loses_it = days.prior <= ex_poor_last && days.report > ex_poor_last;
    bool const consumer = d.party.kind == Kind::consumer || d.party.kind == Kind::farmer;
    marks.poor = consumer && !loses_it && random.chance(20);
}

void describe_unit(Draft const& d, Supplement& line) {
    Random& random = d.desk.random;
    line.county_town = random.chance(30) ? int8_t(-1) : random.chance(620) ? int8_t(1) : int8_t(0);
    bool const abroad = d.receipt.use.level == Industry::Level::outside;
    line.use_domestic = abroad ? 'O' : 'I';
    if (abroad) return;
    // Some banks know the class only as the 中类 that stands in the loan file.
    bool const coarse = d.party.fault == Fault::none && !d.desk.bank.own_chapters &&
                        d.receipt.kind == LoanClass::unit && random.chance(60);
    if (!coarse) line.use = d.receipt.use;
    if (d.party.tells_industry) line.borrower = d.party.industry;
    if (d.party.industry.level != Industry::Level::leaf) line.borrower = {};
    std::string_view const text = industry_text(d.receipt.use);
    if (text == "A0514" || text == "A0523") {
        line.agri_use = random.chance(500) ? int8_t(22) : int8_t(1);
    } else if (text.starts_with('A')) {
        line.agri_use = random.chance(900) ? int8_t(1) : int8_t(-1);
    } else {
        uint32_t const roll = random.below(100);
        line.agri_use = roll < 93 ? 3 : -1;
        if (roll < 10) line.agri_use = int8_t(21 + random.below(6));
    }
}

void describe_person(Draft const& d, Supplement& line) {
    line.use = d.receipt.use;
    line.use_domestic = line.use.level == Industry::Level::missing ? '\0' : 'I';
    bool const farmer = d.party.kind == Kind::farmer;
    if (d.receipt.marks.agri || !d.desk.bank.second_marks) line.farmer = farmer ? 1 : 0;
}

/// The leaf that decides a mark: the bank knows it even where its supplement does not say it.
bool is_high_tech(Draft const& d) {
    return d.receipt.kind != LoanClass::person && is_f5_product(d.receipt.main) &&
           standing(d.receipt.use, Family::htp).whole == Tri::yes;
}

/// The answer of one family's rule, from the verdicts already at hand.
Tri answer_of(Verdicts const& v, Family family) {
    switch (family) {
        case Family::htp: return v[size_t(Rule::htp)];
        case Family::hts: return v[size_t(Rule::hts)];
        case Family::se: return v[size_t(Rule::se)];
        case Family::pa: return v[size_t(Rule::pa)];
        case Family::ec: return v[size_t(Rule::pension_loan)];
        default: return v[size_t(Rule::digital_core)];
    }
}

void report_own_chapters(Draft const& d, Verdicts const& v) {
    Reported& own = d.receipt.own;
    for (size_t f = 0; f < own.flags.size(); ++f) {
        own.flags[f] = answer_of(v, Family(f)) == Tri::yes ? 1 : 0;
        own.types[f] = first_type(standing(d.receipt.use, Family(f)).some_types);
    }
    uint8_t const elder = d.receipt.supplement.elder_type;
    if (elder != 0) own.types[size_t(Family::ec)] = elder;
    own.de05 = v[size_t(Rule::digital_de05)] == Tri::yes ? 1 : 0;
}

/// Flags that can cause no finding: yes where the rule is 是, no where neither the use nor the
/// borrower's industry is in the catalogue.
void report_families(Draft const& d, Case const& c, Verdicts const& v) {
    Random& random = d.desk.random;
    Reported& out = d.receipt.supplement.reported;
    Industry const use = use_industry(c), borrower = borrower_industry(c);
    if (use.level != Industry::Level::leaf || use != borrower) return;
    for (size_t f = 0; f < out.flags.size(); ++f) {
        Family const family = Family(f);
        if (answer_of(v, family) == Tri::yes && random.chance(600)) {
            out.flags[f] = 1;
            out.types[f] = first_type(standing(use, family).some_types);
        }
        if (standing(use, family).in == Tri::no && random.chance(250)) out.flags[f] = 0;
    }
    if (v[size_t(Rule::digital_de05)] == Tri::yes && random.chance(500)) out.de05 = 1;
}

void report_inclusive(Draft const& d, Verdicts const& v) {
    constexpr Rule rules[] = {Rule::small_firm, Rule::sole_trader, Rule::owner,
                              Rule::farmer,     Rule::startup,     Rule::student};
    auto& flags = d.receipt.supplement.reported.inclusive;
    bool const fill = d.desk.random.chance(300);
    for (size_t i = 0; fill && i < inclusive_count; ++i) {
        Tri const answer = v[size_t(rules[i])];
        if (answer != Tri::unknown && flags[i] < 0) flags[i] = answer == Tri::yes ? 1 : 0;
    }
}

}  // namespace

void describe(Draft const& d) {
    Receipt& r = d.receipt;
    r.use = draw_use(d);
    if (r.kind == LoanClass::unit) {
        r.main.use = to_group(r.use);
        r.prior.use = r.main.use;
        for (Flow& flow : r.flows) flow.row.use = r.main.use;
        for (Flow& flow : r.prior_flows) flow.row.use = r.main.use;
    }
    bool const apart =
        d.party.fault == Fault::extra_by_borrower || d.party.fault == Fault::missed_by_borrower;
    if (apart) r.main.purpose = r.prior.purpose = "支付货款";
    mark_first(d);
    mark_second(d);
    r.has_supplement = d.desk.bank.supplement;
    if (!r.has_supplement) return;
    Supplement& line = r.supplement;
    if (r.kind == LoanClass::person) {
        describe_person(d, line);
    } else {
        describe_unit(d, line);
    }
    Random& random = d.desk.random;
    if (random.chance(120)) line.approved = base::add_days(r.main.start, -random.between(0, 40));
    bool const has_line = d.party.is_in_customer_file && d.party.credit_line >= 0;
    if (!has_line && d.party.fault == Fault::customer_unknown)
        line.credit_line = d.party.credit_line;
    else if (has_line && random.chance(20))
        line.credit_line = d.party.credit_line + 100000000;
    // Without CLZXEP the mark of 创业担保 comes from here; a few are left open.
    if (!d.desk.bank.second_marks && !random.chance(10))
        line.reported.inclusive[4] = r.marks.startup ? 1 : 0;
}

void report_rightly(Draft const& d, Verdicts const& v) {
    Receipt& r = d.receipt;
    Institution const& bank = d.desk.bank;
    bool const loan = r.kind != LoanClass::bill;
    uint8_t const htp = is_high_tech(d) ? first_type(standing(r.use, Family::htp).some_types) : 0;
    if (loan) r.marks.htp = htp;
    bool const is_green = v[size_t(Rule::green_loan)] == Tri::yes;
    // An open answer keeps the mark that leaves it open.
    if (loan && v[size_t(Rule::green_loan)] != Tri::unknown) r.marks.green = is_green;
    if (bank.own_chapters) report_own_chapters(d, v);
    if (!r.has_supplement) return;
    Reported& out = r.supplement.reported;
    if (!loan || !bank.second_marks || d.desk.random.chance(100)) {
        out.green = v[size_t(Rule::green_loan)] == Tri::unknown ? int8_t(-1) : is_green ? 1 : 0;
        if (htp != 0) {  // Bills have no mark, so the supplement speaks for them.
            out.flags[size_t(Family::htp)] = 1;
            out.types[size_t(Family::htp)] = htp;
        }
    }
    if (!bank.wide_supplement) return;
    if (!bank.own_chapters) report_families(d, case_of(d), v);
    report_inclusive(d, v);
}

}  // namespace sample
