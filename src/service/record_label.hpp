// What records, their columns and the values of columns are called, from the labels of all of them.
#pragma once

#include <string>
#include <string_view>

#include "base/record.hpp"
#include "service/label.hpp"

namespace service {

/// Label `record.<record>`, or the record's name.
std::string record_title(base::Record const& record, Language language);

/// Label `column.<record>.<column>`, else `column.<column>`, else the column's name.
std::string column_title(base::Record const& record, base::Column const& column, Language language);

/// How to fill it in: label `hint.<record>.<column>`, else `hint.<column>`, else "".
std::string column_hint(base::Record const& record, base::Column const& column, Language language);

/// Of one of the column's choices: label `choice.<record>.<column>.<value>`, else
/// `choice.<column>.<value>`, else the value itself.
std::string choice_title(base::Record const& record, base::Column const& column,
                         std::string_view value, Language language);

}  // namespace service
