// Sample: an invented province of banks and their loans of two months, made from a seed. Pure: rows
// as text, no files and no clock. Includes no rule and no pack: its truth is its own reasoning.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "engine/sample/institution.hpp"
#include "engine/sample/list.hpp"

namespace sample {

struct World;

/// Lines that are ready to be written, by file. The caller takes them and clears the block.
struct Block {
    struct Part {
        std::string text;
        int64_t lines = 0;  // Records; heads of CSV files do not count.
    };
    std::array<Part, table_count> main, prior;  // By Table.
    std::array<std::string, list_count> lists;  // Entries for the last revision, by List.
    std::string truth, truth_others, truth_refused, truth_files;

    void clear();
};

/// Above so many receipts no truth is made.
inline constexpr int64_t truth_loans_max = 2000000;

/// One province. The same options give the same bytes on every machine.
class Province {
public:
    /// Errors: `loans_out_of_range`, `month_out_of_range` (both invalid).
    static base::Result<Province> create(Options const& options);
    Province(Province&&) noexcept;
    Province& operator=(Province&&) noexcept;
    ~Province();

    Options const& options() const;
    std::span<Institution const> institutions() const;
    base::Day prior_month_end() const;
    bool has_truth() const { return options().loans <= truth_loans_max; }

    /// Heads of the lists and of the truth files, and findings on whole files.
    void begin(Block& out) const;
    /// Entries of shared borrowers and of parties without loans; refused list lines.
    void end(Block& out) const;
    /// An earlier revision of a list, which does not count, and its name: "2026-06".
    std::string old_revision(List list) const;
    std::string old_revision_name() const;
    /// What the folder holds, in Chinese and English, and that all of it is invented.
    std::string readme() const;

    World const& world() const { return *world_; }

private:
    Province();
    std::unique_ptr<World> world_;
};

/// The rows of one institution, a portion at a time; memory stays flat however many there are.
class Rows {
public:
    /// `province` must outlive it.
    Rows(Province const& province, int institution);
    ~Rows();
    Rows(Rows const&) = delete;
    Rows& operator=(Rows const&) = delete;

    /// Appends the next portion; false when it was the last one.
    bool next(Block& out);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sample
