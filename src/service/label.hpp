// Labels: every text that a person reads, in Chinese and English, by key. Data in labels.csv.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace service {

enum class Language : uint8_t { zh, en };

/// The text of a key with `{name}` replaced by the argument of that name; the key itself when the
/// label is not there (a test proves that every key in the code is). `{{` and `}}` are braces.
std::string label(std::string_view key, Language language, base::Args const& args = {});

/// True when labels.csv has the key.
bool has_label(std::string_view key);

/// One line for a person: file:line:column [field] text (code). Unknown parts are left out.
std::string placed_text(base::Place const& at, std::string_view text, std::string_view code);

/// One line for a person: file:line:column field: what is wrong and what to do. [code]
std::string error_text(base::Error const& error, Language language);

}  // namespace service
