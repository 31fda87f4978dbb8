// Stamps: what a reader must know before trusting a figure, with the reason.
#pragma once

#include <string>
#include <vector>

#include "service/label.hpp"
#include "service/report.hpp"

namespace service {

struct Stamp {
    std::string name;    // 试算, 参数待核实, 版式待核实, 假设账本, 注意.
    std::string reason;  // One sentence.
};

/// The stamps of one legal person's outputs, or of the whole run ("*").
std::vector<Stamp> stamps_of(ReportResult const& result, std::string const& legal_uscc,
                             Language language);

/// Their names joined by ` · `; "" when there is none.
std::string stamp_line(std::vector<Stamp> const& stamps);

}  // namespace service
