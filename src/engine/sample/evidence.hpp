// Evidence: what a bank adds to a receipt: industry of use, evidence, determinations, marks and the
// values it reports, so that every table rule is answered or signed off.
#pragma once

#include "engine/sample/loan.hpp"
#include "engine/sample/verdict.hpp"

namespace sample {

/// A receipt under work, with its borrower (whose credit line is set).
struct Draft {
    Desk& desk;
    Party const& party;
    Receipt& receipt;
};

/// Draws what the money is for, marks, and the supplement without decisions.
void describe(Draft const& draft);

/// Draws every decision that the receipt needs and puts it into supplement and determinations.
void decide_by_people(Draft const& draft);

/// Signs off as X what is still open in the main month, then fills reported values and marks so
/// that they are right.
void sign_off_and_report(Draft const& draft);

/// The second half of it, again, after decisions changed.
void report_rightly(Draft const& draft, Verdicts const& verdicts);

/// Replaces the determinations of a chapter by this one.
void set_determination(Draft const& draft, Chapter chapter, char value);

/// The same, apart for each month: `main` is decided within the main month.
void set_determination_by_month(Draft const& draft, Chapter chapter, char prior, char main);

/// Copies the supplement to the prior month; call when it is complete.
void copy_to_prior(Receipt& receipt);

inline Case case_of(Draft const& draft) {
    World const& world = draft.desk.world;
    Setting const setting{draft.desk.bank, world.calendar, world.options.faults};
    return main_case(setting, draft.party, draft.receipt);
}

}  // namespace sample
