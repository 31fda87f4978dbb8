// Choices of the column executor: numbers into classes by their bounds, classes into one of a pool
// of literals. Decision tables and dated parameters are both of this form.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "base/batch.hpp"
#include "engine/rule/ir.hpp"

namespace rule {

/// Literals by number; 0 is the unknown one.
struct Pool {
    Pool() { add({}); }
    uint32_t add(Literal const& literal);

    std::vector<uint8_t> known, yes;
    std::vector<int64_t> narrow;
    std::vector<base::Int128> wide;
    std::vector<base::TextView> texts;  // They point into the literals, which must stay.
};

/// Ascending bounds. The class of a value is the number of bounds that are not above it.
class Cuts {
public:
    Cuts() = default;
    explicit Cuts(std::vector<base::Int128> ascending);

    size_t count() const { return bounds_.size(); }
    std::vector<base::Int128> const& bounds() const { return bounds_; }

    /// Class + `from` of every value; no branch depends on the values.
    template <typename T>
    void classify(T const* values, size_t rows, uint16_t from, uint16_t* classes) const {
        for (size_t begin = 0; begin < rows; begin += block) {
            size_t const rest = rows - begin < block ? rows - begin : block;
            uint32_t at[block] = {};
            for (size_t step = (padded_.size() + 1) / 2; step > 0; step /= 2)
                for (size_t i = 0; i < rest; ++i)
                    at[i] += uint32_t(step) &
                             -uint32_t(padded_[at[i] + step - 1] <= int64_t(values[begin + i]));
            for (size_t i = 0; i < rest; ++i)
                classes[begin + i] =
                    uint16_t(from + (at[i] < bounds_.size() ? at[i] : bounds_.size()));
        }
    }
    uint16_t class_of(base::Int128 value) const;

private:
    static constexpr size_t block = 64;

    std::vector<base::Int128> bounds_;
    std::vector<int64_t> padded_;  // To one less than a power of two; empty without bounds.
};

/// The beginning of a text, compared by its first bytes.
class TextPrefix {
public:
    explicit TextPrefix(std::string_view text);

    std::string_view text() const { return text_; }

    /// Whether the bytes in the view itself tell, so that it need not be known.
    bool is_short() const { return text_.size() <= sizeof(base::TextView::prefix); }
    bool starts_short(base::TextView const& text) const {
        uint32_t bytes;
        std::memcpy(&bytes, text.prefix, sizeof bytes);
        return (bytes & mask_) == bytes_;
    }
    bool starts(base::TextView const& text) const {
        return starts_short(text) && (is_short() || text.view().starts_with(text_));
    }

private:
    std::string_view text_;
    uint32_t mask_ = 0, bytes_ = 0;
};

/// Regions that begin with a code, asked of a text: by its classes where there are some.
struct RegionTest {
    TextPrefix prefix;
    std::vector<uint8_t> holds;  // By class; empty: the text's bytes are compared.
};

/// A parameter by day, then by region where some rows have one.
struct ParamPeriods {
    struct Regional {
        RegionTest region;
        base::Day from;
        std::optional<base::Day> to;
        uint32_t choice;
    };

    NodeId node = -1;
    Pool pool;
    Cuts cuts;                       // Days on which another nationwide row begins to hold.
    std::vector<uint32_t> choices;   // By class of the day.
    std::vector<Regional> regional;  // Shortest region first: a later one overrides.
};

ParamPeriods make_param_periods(NodeId node, Param const& param);

/// A decision table over classes of its inputs. Each class of an input has a set of rows that let
/// it pass. The sets that can be left after some inputs are numbered, so that a step from one to
/// the next is a look-up; tables with too many of them intersect the sets row by row.
struct TableColumns {
    struct Column {
        NodeId input = -1;
        int source = -1;  // Text: index into ColumnProgram::sources.
        Cuts cuts;        // Numbers and days: class 0 is null.
        size_t classes = 0;
        std::vector<uint64_t> rows;  // rows[class × words + w].
    };
    struct Stage {
        size_t column = 0;
        std::vector<uint16_t> next;  // next[set × classes + class]; the last stage gives choices.
    };

    NodeId node = -1;
    size_t words = 0;
    std::vector<Column> columns;
    std::vector<Stage> stages;  // Empty: sets are intersected.
    Pool pool;                  // Choice = row + 1.
};

/// Entries of all stages of one table together.
inline constexpr size_t stage_entries_max = size_t(1) << 18;

/// Fills `stages` when they are small enough.
void add_stages(TableColumns& table, size_t entries_max = stage_entries_max);

}  // namespace rule
