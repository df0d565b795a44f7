"""Cases planted in the district."""
import pandas as pd
from . import ground
def planted() -> pd.DataFrame:
    return pd.DataFrame()
