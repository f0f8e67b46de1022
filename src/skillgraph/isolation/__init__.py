"""Jobs in processes of their own: no job can hurt the server or another job, and each can be ended at any moment.

A *front* (asyncio) hands jobs to *workers*, forks of a single-threaded *parent* that has loaded a source once. This
package knows nothing of RDF: what is loaded and run is named by a `Source`.
"""

from skillgraph.isolation.alarms import Alarm, Alarms
from skillgraph.isolation.awaiting import awaited
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.orders import Common, Worded
from skillgraph.isolation.pool import Pool
from skillgraph.isolation.process import ParentProcess
from skillgraph.isolation.reply import Reply
from skillgraph.isolation.source import Desk, Source
from skillgraph.isolation.streamed import Streamed
from skillgraph.isolation.supervisor import Supervisor
from skillgraph.isolation.tally import Stats

__all__ = [
    "Alarm",
    "Alarms",
    "Bounds",
    "Common",
    "Desk",
    "ParentProcess",
    "Pool",
    "Reply",
    "Source",
    "Stats",
    "Streamed",
    "Supervisor",
    "Worded",
    "awaited",
]
