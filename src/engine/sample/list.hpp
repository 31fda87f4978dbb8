// Lists: who stands on the departments' lists, and for which time and territory they speak.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/day.hpp"
#include "engine/sample/institution.hpp"
#include "engine/sample/tri.hpp"

namespace sample {

enum class List : uint8_t { hnte, sme, srdi, giant, demo, champion, elder };
inline constexpr size_t list_count = 7;
std::string_view list_name(List list);  // "tech.hnte" …

/// Days on which a party stands on a list; from.days 0: never, to.days 0: open.
struct Listing {
    base::Day from, to;
    bool covers(base::Day day) const {
        return from.days != 0 && from <= day && (to.days == 0 || day <= to);
    }
};
using Listings = std::array<Listing, list_count>;

/// A party before a list: when it stands on it, and where it is at home.
struct Candidate {
    Listing listing;
    std::string_view region;
};

/// A party as an entry shows it.
struct EntryText {
    std::string_view id, name;
    Listing listing;
};

/// Draws the lists of one party. `chances` are per mille by list; the periods touch the report date
/// from both sides, and some begin or end within the month.
Listings draw_listings(std::array<uint32_t, list_count> const& chances, base::Day report,
                       uint64_t seed);

/// 是, 否 or 待核 for a party of this region on this day. Every list speaks for Shanxi only;
/// with planted faults pension.institution has no coverage row and never answers 否.
Tri on_list(List list, Candidate const& who, base::Day day, Faults faults);

/// Header and coverage rows of the last revision.
std::string list_head(List list, base::Day report, Faults faults);

/// An older revision, which does not count.
std::string old_list_revision(List list, base::Day report);

/// Appends the entry of one party.
void append_entry(std::string& out, List list, EntryText const& entry);

/// An earlier period of the same party, ended long before.
Listing earlier_listing(Listing const& listing);

/// Appends entries of parties that have no loan in the province; with faults, three more that
/// overlap earlier ones and are refused. Returns the number of refused lines.
int append_other_entries(std::string& out, List list, int64_t count, Options const& options);

}  // namespace sample
