// Facts as rows: what was true when, as known when, from which source and duty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// One value of one item for one party, bitemporal. Never changed, only ended.
struct Fact {
    std::string id = {};
    std::string tenant = {};
    std::string subject = {};
    std::string item = {};
    std::string value = {};
    base::Day valid_from = {};
    std::optional<base::Day> valid_to = {};
    std::string known_from = {};
    std::optional<std::string> known_to = {};
    std::string source = {};
    std::string duty = {};
    std::optional<std::string> correction_of = {};
    std::optional<std::string> objection = {};
};

inline constexpr auto fact_columns = base::columns<Fact>({
    base::column<&Fact::id>({.text = "Object id.", .key = true}),
    base::column<&Fact::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Fact::subject>({.text = "Party."}),
    base::column<&Fact::item>({.text = "Dictionary entry of the packs."}),
    base::column<&Fact::value>({.text = "As text in the item's type."}),
    base::column<&Fact::valid_from>({.text = "First day on which it is true."}),
    base::column<&Fact::valid_to>({.text = "Last day."}),
    base::column<&Fact::known_from>(
        {.text = "Instant from which it was known here.", .editor = base::Editor::instant}),
    base::column<&Fact::known_to>({.text = "Instant from which it was no longer held true.",
                                   .editor = base::Editor::instant}),
    base::column<&Fact::source>({.text = "Document, file or system."}),
    base::column<&Fact::duty>({.text = "Duty it was received under (docs/glossary.md)."}),
    base::column<&Fact::correction_of>({.text = "Fact that this one corrects."}),
    base::column<&Fact::objection>({.text = "Objection raised against it."}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::Fact>{"fact", domain::fact_columns};
