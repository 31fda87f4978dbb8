// The table of day texts.
#include "engine/sample/cells.hpp"

#include <vector>

#include "base/check.hpp"

namespace sample {
namespace {

struct DayTexts {
    int32_t first = base::make_day(1920, 1, 1)->days;
    int32_t last = base::make_day(2079, 12, 31)->days;
    std::string text;

    DayTexts() {
        text.reserve(size_t(last - first + 1) * 10);
        for (int32_t day = first; day <= last; ++day) text += base::to_text(base::Day{day});
    }
};

}  // namespace

std::string_view day_text(base::Day day) {
    static DayTexts const texts;
    if (day.days == 0) return {};
    CHECK(day.days >= texts.first && day.days <= texts.last);
    return std::string_view(texts.text).substr(size_t(day.days - texts.first) * 10, 10);
}

}  // namespace sample
