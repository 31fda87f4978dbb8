// The catalogue as counts of items under each heading; the codes follow from them.
#include "engine/sample/green.hpp"

#include "engine/sample/dates.hpp"

namespace sample {
namespace {

using base::Day;

struct Heading {
    int8_t first, second;
    int8_t items;
};
constexpr Heading headings[] = {
    {1, 1, 19}, {1, 2, 5},  {1, 3, 6},  {1, 4, 3},  {1, 5, 2},  {2, 1, 12}, {2, 2, 7}, {2, 3, 5},
    {2, 4, 4},  {2, 5, 11}, {3, 1, 7},  {3, 2, 9},  {4, 1, 10}, {4, 2, 9},  {4, 3, 7}, {5, 1, 16},
    {5, 2, 14}, {5, 3, 4},  {6, 1, 7},  {6, 2, 12}, {6, 3, 4},  {6, 4, 10}, {6, 5, 4}, {6, 6, 3},
    {7, 1, 4},  {7, 2, 7},  {7, 3, 8},  {7, 4, 12}, {7, 5, 3},  {7, 6, 6},  {8, 1, 3}, {8, 2, 5},
    {8, 3, 9},  {8, 4, 7},  {8, 5, 10}, {8, 6, 2},  {8, 7, 2},  {9, 1, 3}};

constexpr int sum_items() {
    int sum = 0;
    for (Heading const& h : headings) sum += h.items;
    return sum;
}
static_assert(sum_items() == green_item_count);

/// Index of the first item of a first-level heading.
int first_item(int level) {
    int at = 0;
    for (Heading const& h : headings) {
        if (h.first == level) break;
        at += h.items;
    }
    return at;
}

}  // namespace

void append_green_item(std::string& out, int16_t index) {
    int left = index;
    for (Heading const& h : headings) {
        if (left < h.items) {
            out += char('0' + h.first);
            out += '.';
            out += char('0' + h.second);
            out += '.';
            if (left >= 9) out += char('0' + (left + 1) / 10);
            out += char('0' + (left + 1) % 10);
            return;
        }
        left -= h.items;
    }
}

int16_t electric_car_item() { return green_item_count - 3; }

int16_t draw_green_item(Party const& party, Random& random) {
    // Each first-level heading is as likely as the next, so that every row of the table is met.
    int const level = party.is_person() ? 5 : random.between(1, 8);
    int const first = first_item(level), next = first_item(level + 1);
    return int16_t(random.between(first, next - 1));
}

Day draw_approval(Day start, Random& random) {
    constexpr Day boundaries[] = {catalogue_in_force, Day{catalogue_in_force.days - 1},
                                  catalogue_published, Day{catalogue_published.days - 1}};
    for (Day const day : boundaries) {
        int32_t const lag = start.days - day.days;
        if (lag >= 0 && lag < 200 && random.chance(150)) return day;
    }
    return base::add_days(start, -random.between(0, 45));
}

}  // namespace sample
