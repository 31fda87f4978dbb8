// Faults in the loan itself. Both months and the flows carry them, so that nothing else differs.
#include "engine/sample/plant.hpp"

#include <algorithm>

#include "engine/sample/finding.hpp"
#include "engine/sample/party_fault.hpp"

namespace sample {
namespace {

using base::Day;

template <typename Change>
void in_all_rows(Receipt& r, Change change) {
    change(r.main);
    change(r.prior);
    for (Flow& flow : r.flows) change(flow.row);
    for (Flow& flow : r.prior_flows) change(flow.row);
}

/// Leaves `cents` as balance of a receipt that was repaid otherwise.
void set_balance(Draft const& d, int64_t cents) {
    Receipt& r = d.receipt;
    if (r.kind != LoanClass::bill) {
        r.flows.clear();
        Movement const repaid{d.desk.world.calendar.report, r.prior.balance - cents,
                              Direction::repaid};
        r.flows.add(make_flow(d.desk, r, repaid));
    }
    r.main.balance = cents;
    convert(r.main, d.desk.world.calendar.usd_main);
}

void set_status(Receipt& r, std::string_view status, int32_t extended_by) {
    in_all_rows(r, [&](Loan& row) {
        row.status = row.status.starts_with("LF") ? row.status : status;
        if (row.status.starts_with("LF")) return;
        row.overdue = "";
        row.extended = extended_by == 0 ? Day{} : base::add_days(row.due, extended_by);
        row.reprice = status == "LS02" && extended_by != 0 ? row.extended : row.due;
    });
}

void start_in_future(Draft const& d) {
    Receipt& r = d.receipt;
    r.flows.clear();
    r.prior_flows.clear();
    r.is_in_prior = false;
    r.main.start = base::add_days(d.desk.world.calendar.report, d.desk.random.between(1, 20));
    r.main.due = base::add_days(r.main.start, 360);
    r.main.status = "LS01";
    r.main.extended = r.main.reprice = {};
}

void raise_rate(Draft const& d) {
    Receipt& r = d.receipt;
    Day const in_force = *base::make_day(2025, 8, 15);
    if (lpr_1y(r.main.start) == 0)
        in_all_rows(r, [&](Loan& row) { row.start = row.start.days == 0 ? Day{} : in_force; });
    for (Flow& flow : r.flows)
        if (flow.is_drawing) flow.row.start = d.desk.world.calendar.report;
    int32_t const rate = 4 * lpr_1y(r.main.start) + 1;
    in_all_rows(r, [&](Loan& row) { row.rate = rate; });
}

void plant_reprice(Draft const& d) {
    Receipt& r = d.receipt;
    if (r.fault == Fault::reprice_after_due) {
        set_status(r, "LS01", 0);
        r.main.reprice = r.prior.reprice = base::add_days(r.main.due, 1);
        return;
    }
    set_status(r, "LS02", 400);
    bool const fixed = r.fault == Fault::reprice_not_extended;
    in_all_rows(r, [&](Loan& row) {
        row.rate_kind = fixed ? "RF01" : "RF02";
        row.benchmark = fixed ? "" : "TR05";
        row.benchmark_rate = fixed ? -1 : 350000;
    });
    Day const reprice = fixed ? r.main.due : base::add_days(r.main.extended, 1);
    r.main.reprice = r.prior.reprice = reprice;
}

void plant_state(Draft const& d) {
    Receipt& r = d.receipt;
    switch (r.fault) {
        case Fault::extended_missing: set_status(r, "LS02", 0); break;
        case Fault::extended_too_early:
            set_status(r, "LS02", d.desk.random.chance(500) ? -1 : -30);
            break;
        case Fault::shortened_too_late: set_status(r, "LS04", 1); break;
        case Fault::overdue_untyped: set_status(r, "LS03", 0); break;
        case Fault::fixed_with_benchmark:
            in_all_rows(r, [](Loan& row) {
                row.rate_kind = "RF01";
                row.benchmark_rate = 350000;
                row.reprice = row.status == "LS02" ? row.extended : row.due;
            });
            break;
        default: break;
    }
}

void plant_emptiness(Draft const& d) {
    Receipt& r = d.receipt;
    in_all_rows(r, [&](Loan& row) {
        switch (r.fault) {
            case Fault::guarantee_empty: row.guarantee = ""; break;
            case Fault::quality_empty: row.quality = ""; break;
            case Fault::status_empty:
                row.status = "";
                row.reprice = {};
                break;
            case Fault::rate_kind_empty:
                row.rate_kind = "";
                row.reprice = {};
                break;
            case Fault::use_empty: row.use = {}; break;
            default: break;
        }
    });
    if (r.fault == Fault::use_empty) r.supplement.use = {};
}

void plant_text(Draft const& d) {
    Receipt& r = d.receipt;
    bool const bill = r.kind == LoanClass::bill;
    std::string_view text = "支付货款!";
    switch (r.fault) {
        case Fault::text_exclamation: text = bill ? "样例岚屿建材!" : "支付货款!"; break;
        case Fault::text_question: text = bill ? "样例岚屿?建材" : "周转?"; break;
        case Fault::text_caret: text = bill ? "样例^岚屿" : "购^货"; break;
        case Fault::text_wide_blank: text = bill ? "样例　岚屿" : "购买　设备"; break;
        default: break;
    }
    in_all_rows(r, [&](Loan& row) { row.purpose = text; });
}

/// A purpose of working capital, but money that goes into another industry.
void plant_use(Draft const& d) {
    Receipt& r = d.receipt;
    std::string_view const own = industry_text(d.party.industry);
    r.use = leaf(own.starts_with("F52") ? "G5431" : "F5211");
    if (r.has_supplement) {
        r.supplement.use = r.use;
        r.supplement.agri_use = 3;
    }
    in_all_rows(r, [&](Loan& row) {
        row.use = to_group(r.use);
        row.purpose = d.desk.random.chance(500) ? "流动资金周转" : "偿还借款";
    });
}

bool has_f5_use(Draft const& d) {
    return is_f5_product(d.receipt.main) && d.receipt.use.level == Industry::Level::leaf;
}

bool has_open_star(Draft const& d, Family family) {
    Standing const& s = standing(d.receipt.use, family);
    return d.receipt.kind != LoanClass::person && has_f5_use(d) && s.in == Tri::yes &&
           s.whole == Tri::no;
}

bool has_any_whole(Draft const& d) {
    for (Family f : {Family::htp, Family::hts, Family::se, Family::pa})
        if (standing(d.receipt.use, f).whole == Tri::yes) return true;
    return false;
}

bool is_person_kind(Draft const& d, Party::Kind kind) { return d.party.kind == kind; }

/// Inclusive as long as the credit line is low, and for no other reason.
bool is_inclusive_by_line(Draft const& d) {
    if (d.receipt.marks.startup || d.party.credit_line < 0) return false;
    if (d.party.kind == Party::Kind::farmer) return d.receipt.supplement.farmer == 1;
    if (d.party.is_person()) return d.receipt.marks.any_first() && d.desk.bank.first_marks;
    return d.party.kind == Party::Kind::firm && (d.party.size == "CS03" || d.party.size == "CS04");
}

/// Needs of faults in decisions and in reported values.
bool can_plant_decision(Draft const& d, Fault fault) {
    Receipt const& r = d.receipt;
    bool const told = r.supplement.use.level == Industry::Level::leaf;
    bool const operating = is_f5_product(r.main);
    bool const star = has_open_star(d, Family::hts) || has_open_star(d, Family::se);
    switch (fault) {
        case Fault::hts_by_evidence: return told && has_open_star(d, Family::hts);
        case Fault::se_by_evidence: return told && has_open_star(d, Family::se);
        case Fault::core_by_evidence: return told && has_open_star(d, Family::de);
        case Fault::tag_tech: return told && star && !has_any_whole(d) && !d.desk.bank.own_chapters;
        case Fault::tech_undecided: return told && star && !has_any_whole(d);
        case Fault::digital_undecided: return told && has_open_star(d, Family::de);
        case Fault::de05_by_evidence:
        case Fault::tag_digital:
            return told && has_open_star(d, Family::de05) &&
                   standing(r.use, Family::de).in == Tri::no;
        case Fault::elder_by_evidence:
        case Fault::pension_undecided:
            return told && operating && standing(r.use, Family::ec).in == Tri::yes &&
                   standing(r.use, Family::ec).whole == Tri::no;
        case Fault::tag_pension:
            return told && operating && standing(r.use, Family::ec).in == Tri::yes &&
                   standing(r.use, Family::ec).whole == Tri::no && !d.desk.bank.own_chapters;
        case Fault::green_by_evidence:
        case Fault::green_missed:
        case Fault::green_extra:
        case Fault::tag_green:
        case Fault::green_undecided: return operating;
        case Fault::sole_missed:
            return is_person_kind(d, Party::Kind::sole_trader) && operating &&
                   d.desk.bank.first_marks;
        case Fault::owner_missed:
            return is_person_kind(d, Party::Kind::owner) && operating && d.desk.bank.first_marks;
        case Fault::farmer_missed: return is_person_kind(d, Party::Kind::farmer) && operating;
        case Fault::sole_extra:
        case Fault::owner_extra:
            return is_person_kind(d, Party::Kind::consumer) && d.desk.bank.first_marks;
        case Fault::farmer_extra:
        case Fault::student_extra: return is_person_kind(d, Party::Kind::consumer);
        case Fault::startup_missed: return r.marks.startup && operating && d.desk.bank.second_marks;
        case Fault::startup_extra: return !r.marks.startup && d.desk.bank.second_marks;
        case Fault::student_missed: return is_person_kind(d, Party::Kind::student);
        case Fault::tag_inclusive: return operating && is_inclusive_by_line(d);
        default: return true;
    }
}

}  // namespace

bool can_plant(Draft const& d, Fault fault) {
    Receipt const& r = d.receipt;
    Calendar const& days = d.desk.world.calendar;
    bool const both = r.is_in_main && r.is_in_prior;
    bool const moves = d.desk.bank.moves[size_t(r.kind)];
    bool const wide = d.desk.bank.wide_supplement;
    if (fault_row(fault).needs_supplement && !wide) return false;
    if (fault == Fault::repayment_missing) return !r.is_in_main && r.is_in_prior;
    if (!r.is_in_main) return false;
    switch (fault) {
        case Fault::amount_zero:
        case Fault::amount_negative: return both && moves && r.prior.balance > 10000;
        case Fault::use_empty:
            return !d.desk.bank.own_chapters || is_in_no_catalogue(d.party.industry);
        case Fault::drawing_missing: return moves && !r.is_in_prior && !r.flows.empty();
        case Fault::drawing_outside_month: return !r.flows.empty() && r.flows.begin()->is_drawing;
        case Fault::drawing_long_ago:
            return !r.flows.empty() && r.flows.begin()->is_drawing &&
                   r.main.product.starts_with("F021") && days.report > *base::make_day(2026, 1, 31);
        case Fault::rate_high:
            return both && days.prior_start > *base::make_day(2025, 8, 15) && r.prior_flows.empty();
        case Fault::branch_unknown: return d.desk.bank.branch_file;
        case Fault::use_not_borrower:
            return d.party.industry.level == Industry::Level::leaf &&
                   is_in_no_catalogue(d.party.industry);
        case Fault::balance_off: return both && moves;
        case Fault::due_moved: return both;
        case Fault::extension_moved: return both && r.main.status == "LS02";
        case Fault::determination_carried: return both;
        case Fault::tag_tech:
        case Fault::tag_green:
        case Fault::tag_inclusive:
        case Fault::tag_pension:
        case Fault::tag_digital: return both && can_plant_decision(d, fault);
        case Fault::stray_own_row: return d.desk.bank.own_chapters;
        case Fault::own_row_of_other_branch:
            return d.desk.bank.own_chapters && has_f5_use(d) && !is_in_no_catalogue(r.use);
        default: return can_plant_decision(d, fault);
    }
}

void plant_in_loan(Draft const& d) {
    Receipt& r = d.receipt;
    switch (r.fault) {
        case Fault::amount_zero: set_balance(d, 0); break;
        case Fault::amount_negative: set_balance(d, -10000); break;
        case Fault::guarantee_empty:
        case Fault::quality_empty:
        case Fault::status_empty:
        case Fault::rate_kind_empty:
        case Fault::use_empty: plant_emptiness(d); break;
        case Fault::due_before_start:
            set_status(r, "LS01", 0);
            in_all_rows(r, [&](Loan& row) { row.due = base::add_days(r.main.start, -1); });
            r.main.reprice = r.prior.reprice = r.main.due;
            break;
        case Fault::start_in_future: start_in_future(d); break;
        case Fault::extended_missing:
        case Fault::extended_too_early:
        case Fault::shortened_too_late:
        case Fault::overdue_untyped:
        case Fault::fixed_with_benchmark: plant_state(d); break;
        case Fault::entrusted: r.is_entrusted = true; break;
        case Fault::rate_low: in_all_rows(r, [](Loan& row) { row.rate = 99999; }); break;
        case Fault::rate_high: raise_rate(d); break;
        case Fault::reprice_after_due:
        case Fault::reprice_not_extended:
        case Fault::reprice_after_extended: plant_reprice(d); break;
        case Fault::branch_unknown:
            in_all_rows(r, [](Loan& row) { row.branch_number = "9999"; });
            break;
        case Fault::use_not_borrower: plant_use(d); break;
        case Fault::text_exclamation:
        case Fault::text_question:
        case Fault::text_caret:
        case Fault::text_wide_blank: plant_text(d); break;
        case Fault::two_at_once:
            plant_text(d);
            in_all_rows(r, [](Loan& row) { row.rate = 50000; });
            break;
        case Fault::supplement_code:
        case Fault::supplement_date:
        case Fault::supplement_flag:
        case Fault::supplement_number:
        case Fault::supplement_length: r.supplement.refusal = r.fault; break;
        default:
            if (is_refusal(r.fault)) r.refusal = r.fault;
            break;
    }
}

}  // namespace sample
