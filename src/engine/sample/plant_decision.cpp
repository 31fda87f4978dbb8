// Faults in decisions, in reported values, and between the months.
#include <algorithm>

#include "engine/sample/green.hpp"
#include "engine/sample/party_fault.hpp"
#include "engine/sample/plant.hpp"

namespace sample {
namespace {

void withdraw(Receipt& r, Chapter chapter) {
    for (Determination& line : r.determinations)
        if (line.chapter == chapter) line.in_main = line.in_prior = false;
}

bool is_signed_off(Receipt const& r, Chapter chapter) {
    return std::any_of(r.determinations.begin(), r.determinations.end(), [&](auto const& line) {
        return line.chapter == chapter && line.value == 'X' && line.in_main;
    });
}

Verdicts verdicts_of(Draft const& d) { return decide_chapters(case_of(d)); }

/// All stars of the class answered by the supplement alone: `flag` 1, or -1 for not at all.
void rest_on_flags(Draft const& d, int8_t flag) {
    Receipt& r = d.receipt;
    for (Chapter chapter : {Chapter::htp, Chapter::hts, Chapter::se, Chapter::de})
        withdraw(r, chapter);
    Supplement& line = r.supplement;
    auto const star = [&](Family f) { return standing(r.use, f).in == Tri::yes; };
    if (star(Family::hts)) line.star_hts = flag;
    if (star(Family::se)) line.star_se = flag;
    if (star(Family::de)) line.star_de = flag;
}

/// The bank's own files report every catalogue the class is in, whether or not it is decided.
void report_all_own(Draft const& d) {
    if (!d.desk.bank.own_chapters) return;
    for (size_t f = 0; f < 6; ++f)
        if (standing(d.receipt.use, Family(f)).in == Tri::yes) d.receipt.own.flags[f] = 1;
}

bool rest_on_evidence(Draft const& d) {
    Receipt& r = d.receipt;
    Supplement& line = r.supplement;
    switch (r.fault) {
        case Fault::de05_by_evidence:
            withdraw(r, Chapter::de05);
            line.de05 = 1;
            break;
        case Fault::green_by_evidence:
            withdraw(r, Chapter::green);
            line.green_condition = 1;
            line.green_item = draw_green_item(d.party, d.desk.random);
            break;
        case Fault::elder_by_evidence:
            withdraw(r, Chapter::elder);
            line.elder_share = 5000000;
            line.elder_type = first_type(standing(r.use, Family::ec).some_types);
            break;
        default: rest_on_flags(d, 1); break;
    }
    line.reported = Reported{};
    if (!d.desk.bank.second_marks) line.reported.inclusive[4] = r.marks.startup ? 1 : 0;
    report_rightly(d, decide_chapters(case_of(d)));
    return true;
}

/// Takes back a sign-off, or makes the row undecided where it is not.
bool leave_open(Draft const& d) {
    Receipt& r = d.receipt;
    Supplement& line = r.supplement;
    switch (r.fault) {
        case Fault::tech_undecided:
            if (!r.has_supplement) break;
            rest_on_flags(d, -1);
            line.reported = Reported{};
            report_all_own(d);
            return true;
        case Fault::digital_undecided:
            if (!r.has_supplement) break;
            withdraw(r, Chapter::de);
            line.star_de = -1;
            report_all_own(d);
            return true;
        case Fault::green_undecided:
            withdraw(r, Chapter::green);
            line.green_condition = -1;
            r.marks.green = true;
            return true;
        case Fault::pension_undecided:
            if (!r.has_supplement) break;
            withdraw(r, Chapter::elder);
            line.elder_share = -1;
            report_all_own(d);
            return true;
        default: break;
    }
    Chapter const chapter = r.fault == Fault::inclusive_undecided ? Chapter::inclusive
                            : r.fault == Fault::tech_undecided    ? Chapter::htp
                            : r.fault == Fault::pension_undecided ? Chapter::elder
                                                                  : Chapter::de;
    if (!is_signed_off(r, chapter)) return false;
    withdraw(r, chapter);
    return true;
}

/// The six flags of inclusive loans by fault: position and what is reported.
bool misreport_inclusive(Draft const& d) {
    struct Flag {
        Fault missed, extra;
        Rule rule;
    };
    constexpr Flag flags[] = {
        {Fault::small_missed, Fault::small_extra, Rule::small_firm},
        {Fault::sole_missed, Fault::sole_extra, Rule::sole_trader},
        {Fault::owner_missed, Fault::owner_extra, Rule::owner},
        {Fault::farmer_missed, Fault::farmer_extra, Rule::farmer},
        {Fault::startup_missed, Fault::startup_extra, Rule::startup},
        {Fault::student_missed, Fault::student_extra, Rule::student},
    };
    Fault const fault = d.receipt.fault;
    // Without CLZXEP the reported value is also the mark, so the two cannot differ.
    bool const startup = fault == Fault::startup_missed || fault == Fault::startup_extra;
    if (startup && !d.desk.bank.second_marks) return false;
    Verdicts const v = verdicts_of(d);
    for (size_t i = 0; i < std::size(flags); ++i) {
        bool const missed = flags[i].missed == fault;
        if (!missed && flags[i].extra != fault) continue;
        if (v[size_t(flags[i].rule)] != (missed ? Tri::yes : Tri::no)) return false;
        d.receipt.supplement.reported.inclusive[i] = missed ? 0 : 1;
        return true;
    }
    return false;
}

bool misreport_green(Draft const& d) {
    bool const missed = d.receipt.fault == Fault::green_missed;
    if (verdicts_of(d)[size_t(Rule::green_loan)] != (missed ? Tri::yes : Tri::no)) return false;
    d.receipt.supplement.reported.green = missed ? 0 : 1;
    return true;
}

/// Reported values of a borrower whose class was chosen for the fault.
bool misreport_family(Draft const& d, Fault fault) {
    Receipt& r = d.receipt;
    size_t const f = size_t(family_of(fault));
    bool const own = d.desk.bank.own_chapters;
    Reported& out = own ? r.own : r.supplement.reported;
    if (!is_f5_product(r.main)) return false;
    bool const missed = fault >= Fault::missed_htp && fault <= Fault::maybe_missed_ec;
    bool const no = missed || fault == Fault::missed_by_borrower;
    bool const wrong = fault >= Fault::wrong_type_htp && fault <= Fault::wrong_type_de;
    if (missed && own) report_all_own(d);
    out.flags[f] = no ? 0 : 1;
    uint8_t type = 1;
    if (wrong) type = wrong_type(r.use, Family(f));
    if (fault == Fault::extra_by_borrower) type = 2;  // HTP02, right for C3741.
    out.types[f] = type;
    if (Family(f) == Family::ec && !no) r.supplement.elder_type = type;
    return true;
}

bool spoil_determination(Draft const& d) {
    for (Determination& line : d.receipt.determinations) {
        if (!line.in_main || line.value != 'Y') continue;
        if (line.valid_from > d.desk.world.calendar.report) continue;
        line.refusal = d.receipt.fault;
        line.in_prior = false;
        return true;
    }
    return false;
}

bool carry_forward(Receipt& r) {
    bool done = false;
    for (Determination& line : r.determinations) {
        if (!line.in_main || !line.in_prior) continue;
        line.in_main = false;
        done = true;
    }
    // A line for the future alone would leave open whether this month has one.
    for (Determination& line : r.determinations)
        if (done && !line.in_prior) line.in_main = false;
    return done;
}

/// The supplement of the prior month said yes, this one says no.
void change_tag(Draft const& d) {
    Receipt& r = d.receipt;
    Supplement& now = r.supplement;
    Supplement& then = r.prior_supplement;
    switch (r.fault) {
        case Fault::tag_tech:
            rest_on_flags(d, 0);
            then = now;
            set_determination_by_month(
                d, standing(r.use, Family::se).in == Tri::yes ? Chapter::se : Chapter::hts, 'Y',
                'N');
            now.reported = Reported{};
            break;
        case Fault::tag_digital: set_determination_by_month(d, Chapter::de05, 'Y', 'N'); break;
        case Fault::tag_green:
            now.green_item = then.green_item = draw_green_item(d.party, d.desk.random);
            set_determination_by_month(d, Chapter::green, 'N', 'Y');
            now.reported.green = 1;
            if (d.receipt.kind != LoanClass::bill) r.marks.green = true;
            break;
        case Fault::tag_pension:
            now.elder_share = 1000000;
            then.elder_share = 6000000;
            set_determination_by_month(d, Chapter::elder, 'Y', 'N');
            now.reported.flags[size_t(Family::ec)] = -1;
            break;
        case Fault::tag_inclusive:
            now.credit_line = 1000000001;
            then.credit_line = 300000000;
            now.reported.inclusive = {-1, -1, -1, -1, now.reported.inclusive[4], -1};
            break;
        default: break;
    }
}

}  // namespace

bool plant_in_decisions(Draft const& d) {
    Receipt& r = d.receipt;
    Fault const fault = d.party.fault != Fault::none ? d.party.fault : r.fault;
    if (fault >= Fault::wrong_type_htp && fault <= Fault::missed_by_borrower)
        return misreport_family(d, fault);
    if (fault == Fault::small_missed || fault == Fault::small_extra) {
        r.fault = fault;
        return misreport_inclusive(d);
    }
    if (fault >= Fault::sole_missed && fault <= Fault::student_extra) return misreport_inclusive(d);
    if (fault == Fault::green_missed || fault == Fault::green_extra) return misreport_green(d);
    if (fault >= Fault::hts_by_evidence && fault <= Fault::elder_by_evidence)
        return rest_on_evidence(d);
    if (fault >= Fault::tech_undecided && fault <= Fault::digital_undecided) return leave_open(d);
    if (fault >= Fault::determination_same_person) return spoil_determination(d);
    return fault != Fault::determination_carried || carry_forward(r);
}

void plant_between_months(Draft const& d) {
    Receipt& r = d.receipt;
    Calendar const& days = d.desk.world.calendar;
    switch (r.fault) {
        case Fault::balance_off:
            r.prior.balance += 123456;
            convert(r.prior, days.usd_prior);
            break;
        case Fault::drawing_missing:
        case Fault::repayment_missing: r.flows.clear(); break;
        case Fault::due_moved: r.prior.due = base::add_days(r.prior.due, -30); break;
        case Fault::extension_moved:
            r.prior.status = "LS01";
            r.prior.extended = {};
            break;
        case Fault::drawing_outside_month:
            r.flows.begin()->row.start = base::add_days(days.month_start, -3);
            break;
        case Fault::drawing_long_ago:
            r.flows.begin()->row.start = *base::make_day(2026, 1, 29);
            r.marks.poor = true;
            break;
        case Fault::stray_own_row: r.has_stray_row = true; break;
        case Fault::own_row_of_other_branch: r.has_wrong_branch = true; break;
        default:
            if (r.fault >= Fault::tag_tech && r.fault <= Fault::tag_digital) change_tag(d);
            break;
    }
}

}  // namespace sample
