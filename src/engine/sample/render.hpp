// Render: the sample's structures as lines of the official files.
#pragma once

#include <string>

#include "engine/sample/receipt.hpp"

namespace sample {

/// Where the balance and its value in 元 stand in a stock line.
struct MoneyCells {
    size_t begin, end;
};

/// A stock line of CLDWDK, CLGRDK or CLPJRZ.
MoneyCells render_stock(std::string& out, Receipt const& receipt, Loan const& row,
                        Party const& party);

/// The same line with the money of another month.
void copy_stock(std::string& out, std::string_view line, MoneyCells at, Loan const& row);

/// A line of DWDKFS, GRDKFS or PJRZFS.
void render_flow(std::string& out, Receipt const& receipt, Flow const& flow, Party const& party);

void render_first_marks(std::string& out, Receipt const& receipt);
void render_second_marks(std::string& out, Receipt const& receipt);

/// FTYKHX or GRKHXX.
void render_unit_customer(std::string& out, Institution const& bank, Party const& party);
void render_person_customer(std::string& out, Institution const& bank, Party const& party);

void render_branch(std::string& out, Institution const& bank, Branch const& branch);

/// An entrusted loan: of the receipt when it stands in CLWTDK as well, else one of its own.
void render_entrusted(std::string& out, Institution const& bank, Receipt const& receipt,
                      Party const& party);
void render_entrusted_only(std::string& out, Institution const& bank, uint64_t number,
                           base::Day report);

/// Makes the last line of `out`, which begins at `line_start`, one that is refused with `fault`.
void spoil_line(std::string& out, size_t line_start, Table table, Fault fault);

}  // namespace sample
