// Scope: whose rows and which fields a reader may see. No page of rows is read without one.
#pragma once

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace warehouse {

/// All of something, or only what is named. A new one holds nothing.
struct Seen {
    bool all = false;
    std::set<std::string, std::less<>> only = {};

    static Seen everything() { return {true, {}}; }
    static Seen of(std::set<std::string, std::less<>> names) { return {false, std::move(names)}; }

    bool has(std::string_view name) const { return all || only.contains(name); }
    /// Whether one of the names begins the text: 1401 holds 140105.
    bool has_prefix_of(std::string_view text) const {
        return all || std::any_of(only.begin(), only.end(), [text](std::string const& name) {
                   return text.starts_with(name);
               });
    }
};

/// A row is seen when all three hold; a row without a branch or a region only by who sees all of
/// them. A new scope sees nothing. It is applied in row_page.cpp and nowhere else.
struct Scope {
    Seen legals = {};    // USCC of legal persons.
    Seen branches = {};  // branch_no: numbers are a legal person's own.
    Seen regions = {};   // Prefixes of branch_region.
    Seen fields = {};    // Columns that may be shown, filtered and sorted by.

    static Scope everything() {
        return {Seen::everything(), Seen::everything(), Seen::everything(), Seen::everything()};
    }
};

}  // namespace warehouse
