// Lists: who stands on a list from when to when, and for which time and territory the list speaks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/day.hpp"

namespace domain {

/// A period with both ends included; no `to` means until further notice.
struct Period {
    base::Day from;
    std::optional<base::Day> to;

    bool covers(base::Day day) const { return from <= day && (!to || day <= *to); }
    bool overlaps(Period const& other) const {
        return (!to || other.from <= *to) && (!other.to || from <= *other.to);
    }
};

struct ListEntry {
    std::string id;     // USCC of the listed party.
    std::string level;  // As the list words it; may be empty.
    Period period;
};

/// Within a coverage, a party that is not listed is known not to be: the answer is 否, not 待核.
struct ListCoverage {
    std::string region;  // GB/T 2260 prefix without trailing zeros: "14"; empty: the whole country.
    Period period;
};

/// One loaded revision of a list; entries sorted by (id, from), periods of one id disjoint.
struct ListSet {
    std::string id;        // "tech.hnte".
    std::string revision;  // File stem: "2026-09".
    std::vector<ListCoverage> coverage;
    std::vector<ListEntry> entries;
};

/// "140100" is "1401"; "000000" and "" are the whole country.
std::string region_prefix(std::string region);

}  // namespace domain
