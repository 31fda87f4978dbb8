// Plant: puts one fault into one receipt, at the step of its making at which it belongs.
#pragma once

#include "engine/sample/evidence.hpp"

namespace sample {

/// Whether the fault can stand in this receipt; the plant functions below expect it.
bool can_plant(Draft const& draft, Fault fault);

/// Faults in the loan itself, and refused lines. Before any decision is made.
void plant_in_loan(Draft const& draft);

/// Faults in decisions and reported values; after everything else was decided rightly. False when
/// the receipt, as decided, leaves no room for it.
bool plant_in_decisions(Draft const& draft);

/// Faults between the months; last.
void plant_between_months(Draft const& draft);

}  // namespace sample
