// Loan: draws one receipt of a borrower: product, days, money, rate, and what moves in two months.
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

/// Money that is lent or comes back on a day.
enum class Direction : uint8_t { drawn, repaid };
struct Movement {
    base::Day day;
    int64_t cents;
    Direction direction;
};

/// Draws a clean receipt of `out.kind`. Its number and contract must be set; bills get their number
/// here.
void draw_receipt(Desk& desk, Party const& party, Life life, Receipt& out);

/// Redraws dates and movements as a receipt that began in the main month, with its drawing.
void make_fresh(Desk& desk, Receipt& receipt);

/// A flow row of the receipt, in the terms of its main row.
Flow make_flow(Desk& desk, Receipt const& receipt, Movement const& movement);

/// Sets the amount in 元 from the balance.
void convert(Loan& row, int64_t usd_e4);

}  // namespace sample
