// 待办: what waits for a person in an edition, as counts with the page where the work is done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/record.hpp"
#include "service/place.hpp"

namespace service {

/// One kind of work that waits. Never a name or a number of what it is about.
struct ToDo {
    std::string code = {};
    std::string label = {};
    int64_t count = 0;
    std::optional<base::Decimal> amount = {};
    std::optional<base::Day> due = {};
    std::optional<std::string> month = {};
    std::string page = {};  // Of the portal.
    bool urgent = false;
};

inline constexpr auto to_do_columns = base::columns<ToDo>({
    base::column<&ToDo::code>({.text = "Kind of work.", .key = true}),
    base::column<&ToDo::label>({.text = "Kind of work in words."}),
    base::column<&ToDo::count>({.text = "How much of it waits."}),
    base::column<&ToDo::amount>({.text = "Amount that it is about.", .unit = "CNY"}),
    base::column<&ToDo::due>({.text = "First day by which some of it is wanted."}),
    base::column<&ToDo::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&ToDo::page>({.text = "Page of the portal."}),
    base::column<&ToDo::urgent>({.text = "Late, or in the way of everything else."}),
});

/// What waits for the caller, urgent work first: only what they may act on themselves, so what they
/// made is not theirs to check. `only` limits it to the work of one purpose (a token's).
/// Errors: those of the store and of files.
base::Result<std::vector<ToDo>> to_dos(Place const& place, Caller const& caller,
                                       std::optional<store::Purpose> only);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::ToDo>{"to_do", service::to_do_columns};
