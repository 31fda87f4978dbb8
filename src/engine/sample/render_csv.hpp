// Render: supplement, determinations, and the bank's own five-chapter rows.
#pragma once

#include <string>

#include "engine/sample/verdict.hpp"

namespace sample {

std::string supplement_head(Institution const& bank);
/// False for a line that would hold its key alone; such lines are not written.
bool says_anything(Supplement const& line);
void render_supplement(std::string& out, Institution const& bank, Receipt const& receipt,
                       Supplement const& line);

std::string determination_head();
/// Lines of one month; returns their number.
int render_determinations(std::string& out, Institution const& bank, Receipt const& receipt,
                          Month month);

}  // namespace sample
