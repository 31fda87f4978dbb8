// Release of a finished run's province tables at a level: what may not be told is hidden, proved.
#pragma once

#include <string>
#include <vector>

#include "engine/disclosure/disclosure.hpp"
#include "service/label.hpp"

namespace service {

enum class ReleaseLevel : uint8_t {
    internal,  // 内部: nothing hidden, institutions too.
    joint,     // 联席会议: hidden cells, no institutions.
    open,      // 公开: as joint; somebody else must approve it before it goes out.
};

/// internal, joint, public.
std::string level_text(ReleaseLevel level);

struct ReleaseRequest {
    std::string run;  // A finished run.
    std::string out;  // Must be free.
    ReleaseLevel level = ReleaseLevel::joint;
    std::vector<std::string> previous;  // Releases that readers have already, in their order.
    disclosure::Rules rules;
    Language language = Language::zh;
    int threads = 2;
};

struct ReleaseResult {
    std::string month;
    size_t cells = 0;
    size_t primary = 0;                     // Hidden for itself.
    size_t complement = 0;                  // Hidden so that no subtraction tells another.
    size_t unions = 0;                      // Sums that are protected too.
    bool largest_known = true;              // False: dominance could not be judged everywhere.
    std::vector<std::string> told_already;  // Ids that earlier releases tell and should not.
};

/// Writes release.csv and release.json (to hand out), and kept/plan.csv and kept/certificate.json
/// (which stay inside: they say why each cell is hidden, and by how much it could move).
/// Errors: `run_missing`, `run_malformed`, `output_not_empty`, `release_malformed`,
/// `release_exposed`, `release_told`, errors of disclosure::make_plan, database and file errors.
base::Result<ReleaseResult> release_run(ReleaseRequest const& request);

}  // namespace service
