// Region: the eleven cities of Shanxi with their counties (GB/T 2260), and codes outside of it.
#pragma once

#include <span>
#include <string_view>

namespace sample {

struct City {
    std::string_view code;                       // "140100".
    std::string_view name;                       // 太原市.
    std::span<std::string_view const> counties;  // Six digits, statutory counties only.
};
std::span<City const> cities();

/// Codes of other provinces, and of abroad (000 and ISO 3166 numeric).
std::span<std::string_view const> other_regions();
std::span<std::string_view const> foreign_regions();

}  // namespace sample
