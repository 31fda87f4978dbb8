// Loan: draws one receipt of a borrower: product, days, money, rate, and its movements in two months.
#pragma once

#include "engine/sample/party.hpp"
#include "engine/sample/world.hpp"

namespace sample {

/// Where a receipt stands: in the main month's stock (and mostly in the prior one's), repaid in the
/// month, or drawn and repaid within it.
enum class Life : uint8_t { stays, gone, passing };

/// What a bank hands to each receipt.
struct Desk {
    World const& world;
    Institution const& bank;
    Random random;
    uint64_t bill_serial = 0, flow_serial = 0;
};

/// Draws a clean receipt. Its number and contract must be set; bills get their number here.
void draw_receipt(Desk& desk, Party const& party, LoanClass kind, Life life, Receipt& out);

/// Redraws dates and movements as a receipt that began in the main month, with its drawing.
void make_fresh(Desk& desk, Receipt& receipt);

/// A flow row of the receipt's main row. `day` is the day of the movement.
Flow make_flow(Desk& desk, Receipt const& receipt, base::Day day, int64_t cents, bool is_drawing);

/// Sets the amount in 元 from the balance.
void convert(Loan& row, int64_t usd_e4);

}  // namespace sample
