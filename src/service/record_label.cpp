// Keys of labels from the names of records and columns: the special one first, then the general.
#include "service/record_label.hpp"

namespace service {
namespace {

/// `family.record.name` where it is there, else `family.name`, else `otherwise`.
std::string find_label(std::string const& family, std::string const& record,
                       std::string const& name, std::string otherwise, Language language) {
    for (std::string const& key : {family + "." + record + "." + name, family + "." + name})
        if (has_label(key)) return label(key, language);
    return otherwise;
}

}  // namespace

std::string record_title(base::Record const& record, Language language) {
    std::string const key = "record." + std::string(record.name);
    return has_label(key) ? label(key, language) : std::string(record.name);
}

std::string column_title(base::Record const& record, base::Column const& column,
                         Language language) {
    std::string const name(column.name);
    return find_label("column", std::string(record.name), name, name, language);
}

std::string column_hint(base::Record const& record, base::Column const& column, Language language) {
    return find_label("hint", std::string(record.name), std::string(column.name), "", language);
}

std::string choice_title(base::Record const& record, base::Column const& column,
                         std::string_view value, Language language) {
    std::string const word(value);
    return find_label("choice", std::string(record.name), std::string(column.name) + "." + word,
                      word, language);
}

}  // namespace service
