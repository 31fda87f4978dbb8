// Editions: the four kinds of deployment. None reads another's store.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace domain {

/// Bits, so that a table or a route names several.
enum Edition : uint8_t { bank = 1, pboc = 2, province = 4, window = 8, everywhere = 15 };

/// The only editions that may hold receipts.
inline constexpr uint8_t with_receipts = bank | pboc;

inline constexpr std::array<std::pair<std::string_view, Edition>, 4> edition_names = {
    {{"bank", bank}, {"pboc", pboc}, {"province", province}, {"window", window}}};

/// nullopt for another word.
constexpr std::optional<Edition> parse_edition(std::string_view name) {
    for (auto const& [text, edition] : edition_names)
        if (text == name) return edition;
    return std::nullopt;
}

constexpr std::string_view to_text(Edition edition) {
    for (auto const& [text, one] : edition_names)
        if (one == edition) return text;
    return "everywhere";
}

}  // namespace domain
